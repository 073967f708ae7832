package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.udf;

import dev.heirloom.job.source.CanonicalUri;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.spark.HadoopBroadcast;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.ReduceFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/** Restored photos as files, under the paths their originals have below a common folder. */
public final class PhotoExport {
  /**
   * What was written.
   *
   * @param problems a line for each photo that is missing from the export
   */
  public record Exported(long restored, long copied, List<String> problems) {}

  private static final Column RESTORED = col("status").equalTo("RESTORED");
  private static final Column UNCHANGED = col("status").equalTo("UNCHANGED");

  private final ResultTables tables;

  public PhotoExport(ResultTables tables) {
    this.tables = tables;
  }

  /**
   * @param to folder or prefix, made if it is missing; must not hold originals
   * @param base URI of the folder below which paths are kept; empty for the one all photos have in
   *     common
   * @param withUnchanged whether photos without anything to restore are copied from their source
   * @return how many photos were restored, and what became of the others
   * @throws TableException if there are no tables, a photo is not below {@code base}, or {@code to}
   *     holds originals
   */
  public Exported export(String to, String base, boolean withUnchanged) {
    Dataset<Row> current = tables.current();
    // Looked at several times; the pictures are not in it.
    Dataset<Row> photos =
        current
            .select(
                col("source.uri").as("uri"),
                col("status"),
                coalesce(col("restored.format"), col("source.format")).as("format"))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return export(current, photos, to, base, withUnchanged);
    } finally {
      photos.unpersist();
    }
  }

  private static Exported export(
      Dataset<Row> current, Dataset<Row> photos, String to, String base, boolean withUnchanged) {
    SparkSession spark = current.sparkSession();
    String target = qualified(to, spark.sessionState().newHadoopConf());
    requireNoOriginals(photos, target);
    Dataset<Row> exported =
        withUnchanged ? photos.where(RESTORED.or(UNCHANGED)) : photos.where(RESTORED);
    ExportPaths paths = new ExportPaths(base(exported, base), target);
    ExportTarget writer =
        new ExportTarget(paths, clashing(exported, paths), HadoopBroadcast.of(spark));
    List<String> lost =
        current
            .where(RESTORED)
            .select("source.uri", columns())
            .mapPartitions(new WriteFiles(writer), Encoders.STRING())
            .collectAsList();
    List<String> notCopied =
        withUnchanged
            ? current
                .where(UNCHANGED)
                .select(col("source.uri"), col("source.format"), col("source.sha256"))
                .mapPartitions(new CopyOriginals(writer), Encoders.STRING())
                .collectAsList()
            : List.of();
    return new Exported(
        exported.where(RESTORED).count() - lost.size(),
        exported.where(UNCHANGED).count() - notCopied.size(),
        Stream.concat(lost.stream(), notCopied.stream()).toList());
  }

  private static String[] columns() {
    return Stream.concat(Stream.of("restored.format"), Arrays.stream(ImageFile.COLUMNS))
        .toArray(String[]::new);
  }

  private static void requireNoOriginals(Dataset<Row> photos, String target) {
    photos
        .select("uri")
        .where(col("uri").startsWith(target))
        .limit(1)
        .collectAsList()
        .forEach(
            row -> {
              throw new TableException(
                  "%s holds originals, such as %s, which might be replaced; export to another folder"
                      .formatted(target, row.getString(0)));
            });
  }

  /** The folder that was asked for, or the one that all photos have in common. */
  private static String base(Dataset<Row> exported, String asked) {
    Dataset<String> uris = exported.select("uri").as(Encoders.STRING());
    if (asked.isEmpty()) {
      MapFunction<String, String> folder = ExportPaths::folder;
      ReduceFunction<String> common = ExportPaths::common;
      Dataset<String> folders = uris.map(folder, Encoders.STRING()).distinct();
      return folders.isEmpty() ? "" : folders.reduce(common);
    }
    String base = withSlash(CanonicalUri.parse(asked));
    uris.where(not(col("uri").startsWith(base)))
        .limit(1)
        .collectAsList()
        .forEach(
            uri -> {
              throw new TableException(
                  "%s is not below %s; name a --base that holds all photos".formatted(uri, base));
            });
    return base;
  }

  /** All but the first of photos that would be the same file. */
  private static Set<String> clashing(Dataset<Row> exported, ExportPaths paths) {
    UDF2<String, String, String> file = (uri, format) -> paths.of(uri, PhotoFormat.valueOf(format));
    return exported
        .withColumn("file", udf(file, DataTypes.StringType).apply(col("uri"), col("format")))
        .groupBy("file")
        .agg(array_sort(collect_list("uri")).as("uris"))
        .where(size(col("uris")).gt(1))
        .select(explode(slice(col("uris"), lit(2), size(col("uris")))))
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .collect(Collectors.toSet());
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
