package dev.heirloom.job.source;

import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.List;
import org.apache.commons.collections4.ListUtils;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** A table of URIs: the file systems are asked for each file, the tasks read the bytes. */
final class ManifestSource implements PhotoSource {
  private final SparkSession spark;
  private final PhotoTable manifest;

  ManifestSource(SparkSession spark, PhotoTable manifest) {
    this.spark = spark;
    this.manifest = manifest;
  }

  @Override
  public Dataset<Row> list() {
    Dataset<Row> named =
        manifest
            .rows()
            .select(manifest.uri().as("uri"), manifest.attributes().as("attributes"))
            .where("trim(uri) <> ''");
    var hadoop =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    return named
        .mapPartitions(new StatPhotos(hadoop), Encoders.row(PhotoSchema.SOURCE))
        .dropDuplicates("uri");
  }

  @Override
  public List<List<SourcePhoto>> chunks(List<SourcePhoto> photos, int size) {
    return ListUtils.partition(photos, size);
  }

  @Override
  public Dataset<Row> load(List<SourcePhoto> chunk) {
    return BytePartitions.load(spark, chunk);
  }
}
