package dev.heirloom.job.sink;

import dev.heirloom.job.delta.TableSchema;
import io.delta.tables.DeltaTable;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables of other versions: those of earlier ones are given the columns that were added since,
 * those of later ones are refused.
 */
final class TableVersions {
  private static final Logger LOG = LoggerFactory.getLogger(TableVersions.class);

  private final SparkSession spark;

  TableVersions(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * @throws TableException if it cannot be read
   */
  boolean exists(String path) {
    return ask(path, () -> DeltaTable.isDeltaTable(spark, path));
  }

  /**
   * @throws TableException if a later version made the table
   */
  void requireKnown(String path) {
    int version = version(path);
    if (version > TableSchema.VERSION) {
      throw new TableException(
          "the table %s has schema %d, and this version of Heirloom knows up to %d; use the version that wrote it, or another --output"
              .formatted(path, version, TableSchema.VERSION));
    }
  }

  /**
   * Adds what the table lacks. Done again after an interruption it finishes.
   *
   * @param path of a table that {@link #requireKnown} has let pass
   * @param wanted the table's columns in this version
   * @throws TableException if a column is of another type
   */
  void extend(String path, StructType wanted) {
    TableSchema schema = new TableSchema(wanted);
    StructType found = spark.read().format("delta").load(path).schema();
    schema
        .conflictWith(found)
        .ifPresent(
            column -> {
              throw new TableException(
                  "the column %s of the table %s has another type than Heirloom writes; give another --output"
                      .formatted(column, path));
            });
    List<String> missing = schema.missingIn(found);
    if (!missing.isEmpty()) {
      LOG.info("Adding to the table {} of an earlier version: {}", path, missing);
      spark
          .createDataFrame(List.of(), wanted)
          .write()
          .format("delta")
          .mode("append")
          .option("mergeSchema", "true")
          .save(path);
    }
    if (version(path) < TableSchema.VERSION) {
      spark.sql(
          "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('%s' = '%d')"
              .formatted(path, TableSchema.VERSION_PROPERTY, TableSchema.VERSION));
    }
  }

  private int version(String path) {
    return ask(
        path,
        () ->
            spark.sql("SHOW TBLPROPERTIES delta.`%s`".formatted(path)).collectAsList().stream()
                .filter(property -> property.getString(0).equals(TableSchema.VERSION_PROPERTY))
                .map(property -> Integer.valueOf(property.getString(1)))
                .findFirst()
                .orElse(1));
  }

  private static <T> T ask(String path, Supplier<T> question) {
    try {
      return question.get();
    } catch (Exception e) {
      // Spark throws its checked AnalysisException from methods that do not declare it.
      throw unreadable(path, e);
    }
  }

  private static TableException unreadable(String path, Exception e) {
    String name = e.getClass().getSimpleName();
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse(name);
    return name.contains("ProtocolVersion") || name.contains("TableFeature")
        ? new TableException(
            "the table %s uses features of a later Delta Lake than this one (%s); use the version of Heirloom that wrote it, or another --output"
                .formatted(path, reason),
            e)
        : new TableException(
            "cannot read the table %s: %s; check the right to read, or give another --output"
                .formatted(path, reason),
            e);
  }
}
