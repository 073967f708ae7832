package dev.heirloom.job.source;

import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A source without the photos of a list. */
final class ExcludedUris implements PhotoSource {
  private final SparkSession spark;
  private final PhotoSource source;
  private final List<String> uris;

  ExcludedUris(SparkSession spark, PhotoSource source, String list) {
    this.spark = spark;
    this.source = source;
    this.uris = UriList.read(list, spark.sessionState().newHadoopConf());
  }

  @Override
  public Dataset<Row> list() {
    return without(source.list());
  }

  @Override
  public Dataset<Row> within(Dataset<Row> known) {
    return without(source.within(known));
  }

  private Dataset<Row> without(Dataset<Row> photos) {
    return photos.join(
        spark.createDataset(uris, Encoders.STRING()).toDF("uri"), "uri", "left_anti");
  }

  @Override
  public List<List<SourcePhoto>> chunks(List<SourcePhoto> photos, int size) {
    return source.chunks(photos, size);
  }

  @Override
  public Dataset<Row> load(List<SourcePhoto> chunk) {
    return source.load(chunk);
  }
}
