package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.col;

import dev.heirloom.job.source.CanonicalUri;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Restored photos as files, under the paths their originals have below a common folder. */
public final class PhotoExport {
  /**
   * What was written.
   *
   * @param problems a line for each photo that is missing from the export
   */
  public record Exported(long restored, long copied, List<String> problems) {}

  private final ResultTables tables;

  public PhotoExport(ResultTables tables) {
    this.tables = tables;
  }

  /**
   * @param to folder or prefix, made if it is missing; must not hold the originals
   * @param base URI of the folder below which paths are kept; empty for the one all restored photos
   *     have in common
   * @param withUnchanged whether photos without anything to restore are copied from their source
   * @return how many photos were restored, and what became of the others
   * @throws TableException if there are no tables, a photo is not below {@code base}, or a file
   *     would replace an original
   */
  public Exported export(String to, String base, boolean withUnchanged) {
    Dataset<Row> current = tables.current();
    Dataset<Row> restored = current.where("status = 'RESTORED'");
    Dataset<Row> unchanged = current.where(withUnchanged ? "status = 'UNCHANGED'" : "false");
    List<String> restoredUris = uris(restored);
    List<String> unchangedUris = withUnchanged ? uris(unchanged) : List.of();
    List<String> all = Stream.of(restoredUris, unchangedUris).flatMap(List::stream).toList();
    SparkSession spark = current.sparkSession();
    ExportPaths paths =
        new ExportPaths(
            base.isEmpty() ? ExportPaths.commonFolder(all) : withSlash(CanonicalUri.parse(base)),
            qualified(to, spark.sessionState().newHadoopConf()));
    all.forEach(paths::requireSafe);
    ExportTarget target =
        new ExportTarget(
            paths,
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf())));
    List<String> lost =
        restored
            .select("source.uri", columns())
            .mapPartitions(new WriteFiles(target), Encoders.STRING())
            .collectAsList();
    List<String> notCopied =
        unchangedUris.isEmpty()
            ? List.of()
            : unchanged
                .select(col("source.uri"), col("source.format"), col("source.sha256"))
                .mapPartitions(new CopyOriginals(target), Encoders.STRING())
                .collectAsList();
    return new Exported(
        restoredUris.size() - lost.size(),
        unchangedUris.size() - notCopied.size(),
        Stream.concat(lost.stream(), notCopied.stream()).toList());
  }

  private static String[] columns() {
    return Stream.concat(Stream.of("restored.format"), Arrays.stream(ImageFile.COLUMNS))
        .toArray(String[]::new);
  }

  private static List<String> uris(Dataset<Row> photos) {
    return photos.select(col("source.uri").as("uri")).collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
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
