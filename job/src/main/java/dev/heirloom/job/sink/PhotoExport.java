package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.col;

import dev.heirloom.job.source.CanonicalUri;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Restored photos as files, under the paths their originals have below a common folder. */
public final class PhotoExport {
  private final ResultTables tables;

  public PhotoExport(ResultTables tables) {
    this.tables = tables;
  }

  /**
   * @param to folder or prefix, made if it is missing; must not hold the originals
   * @param base URI of the folder below which paths are kept; empty for the one all restored photos
   *     have in common
   * @return how many photos were written
   * @throws TableException if there are no tables, a photo is not below {@code base}, or a file
   *     would replace an original
   */
  public long export(String to, String base) {
    Dataset<Row> restored = tables.current().where("status = 'RESTORED'");
    List<String> uris =
        restored.select(col("source.uri").as("uri")).collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    SparkSession spark = restored.sparkSession();
    ExportPaths paths =
        new ExportPaths(
            base.isEmpty() ? ExportPaths.commonFolder(uris) : withSlash(CanonicalUri.parse(base)),
            qualified(to, spark.sessionState().newHadoopConf()));
    uris.forEach(paths::requireSafe);
    var hadoop =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    restored
        .select(col("source.uri"), col("restored.format"), col("restored.content"))
        .foreachPartition(new WriteFiles(paths, hadoop));
    return uris.size();
  }

  private static String qualified(String to, Configuration hadoop) {
    try {
      return withSlash(CanonicalUri.of(CanonicalUri.qualified(to, hadoop)));
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException("cannot write to %s: %s".formatted(to, e.getMessage()), e);
    }
  }

  private static String withSlash(String folder) {
    return folder.endsWith("/") ? folder : folder + "/";
  }
}
