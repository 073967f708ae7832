package dev.heirloom.job.source;

import dev.heirloom.restoration.spark.HadoopBroadcast;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

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
    return named
        .mapPartitions(new StatPhotos(HadoopBroadcast.of(spark)), Encoders.row(PhotoSchema.SOURCE))
        .dropDuplicates("uri");
  }

  @Override
  public Dataset<Row> load(List<SourcePhoto> chunk) {
    return BytePartitions.load(spark, chunk);
  }
}
