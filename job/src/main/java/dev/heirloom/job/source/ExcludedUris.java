package dev.heirloom.job.source;

import dev.heirloom.restoration.spark.SourcePhoto;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A source without the photos of a list: one URI a line, {@code #} begins a comment line. */
final class ExcludedUris implements PhotoSource {
  private final SparkSession spark;
  private final PhotoSource source;
  private final List<String> uris;

  ExcludedUris(SparkSession spark, PhotoSource source, String list) {
    this.spark = spark;
    this.source = source;
    this.uris = read(spark, CanonicalUri.path(list));
  }

  private static List<String> read(SparkSession spark, Path list) {
    try (var stream = list.getFileSystem(spark.sessionState().newHadoopConf()).open(list);
        var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(CanonicalUri::parse)
          .toList();
    } catch (IOException e) {
      throw new InputException(
          "cannot read the list of excluded URIs %s: %s".formatted(list, e.getMessage()), e);
    }
  }

  @Override
  public Dataset<Row> list() {
    return source
        .list()
        .join(spark.createDataset(uris, Encoders.STRING()).toDF("uri"), "uri", "left_anti");
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
