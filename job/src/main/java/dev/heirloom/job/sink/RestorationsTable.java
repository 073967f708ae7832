package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.heirloom.job.delta.TableSchema;
import dev.heirloom.job.incremental.Duplicate;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.RestorationRun;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The Delta table {@code restorations}: append only, written chunk by chunk, with pictures in it.
 */
public final class RestorationsTable {
  private final SparkSession spark;
  private final String path;

  public RestorationsTable(SparkSession spark, String path) {
    this.spark = spark;
    this.path = path;
  }

  public void createIfMissing() {
    DeltaTableBuilder table =
        DeltaTable.createIfNotExists(spark).location(path).addColumns(PhotoSchema.RESTORATIONS);
    properties().forEach(table::property);
    table.execute();
  }

  public boolean exists() {
    return DeltaTable.isDeltaTable(spark, path);
  }

  /** All rows, with all columns whatever version made the table. */
  public Dataset<Row> rows() {
    return new TableSchema(PhotoSchema.RESTORATIONS)
        .complete(spark.read().format("delta").load(path));
  }

  /**
   * The rows of now. A commit that is made of these is not refused because of others that came
   * meanwhile, as it would be if Delta took it for a change of the rows it has read.
   */
  private Dataset<Row> rowsOfNow() {
    Row newest = DeltaTable.forPath(spark, path).history(1).select("version").first();
    return new TableSchema(PhotoSchema.RESTORATIONS)
        .complete(spark.read().format("delta").option("versionAsOf", newest.getLong(0)).load(path));
  }

  /**
   * Appends one chunk in one commit. Doing it again does nothing: each chunk is a transaction of
   * its own, since Delta drops versions of one transaction that arrive out of order.
   */
  public void append(Dataset<Row> rows, String runId, int chunk) {
    rows.write()
        .format("delta")
        .mode("append")
        .option("txnAppId", runId + "/" + chunk)
        .option("txnVersion", 0)
        .option("userMetadata", runId)
        .option("compression", "none")
        .save(path);
  }

  /**
   * Appends, in one commit, a row for each duplicate: that of its original, whose restored image,
   * measures and provenance it keeps, with a source and a run of its own. No picture is shuffled.
   *
   * @throws TableException if an original is not in the table
   */
  public void appendCopies(List<Duplicate> duplicates, RestorationRun run, int chunk) {
    Dataset<Row> copies = new CopiedRows(rowsOfNow(), run).of(duplicates);
    long found = copies.count();
    if (found != duplicates.size()) {
      throw new TableException(
          "%d of %d photos that the index knows are not in %s; delete the folder index beside it, and run again"
              .formatted(duplicates.size() - found, duplicates.size(), path));
    }
    append(copies, run.id(), chunk);
  }

  /** What the run has committed. */
  public RunCounts counts(long runNumber) {
    List<Column> measures =
        new ArrayList<>(
            List.of(
                count(lit(1)),
                expr("sum(size(faces))"),
                expr("sum(size(filter(faces, f -> f.outcome = 'RESTORED')))")));
    PhotoSchema.STAGES.forEach(
        stage -> measures.add(expr("sum(timings.%s) / 1000".formatted(stage))));
    List<Row> groups =
        rows()
            .where(col("run_number").equalTo(runNumber))
            .groupBy("status", "failure.code")
            .agg(measures.get(0), measures.subList(1, measures.size()).toArray(Column[]::new))
            .collectAsList();
    return groups.stream().map(RestorationsTable::counts).reduce(RunCounts.NONE, RunCounts::plus);
  }

  private static RunCounts counts(Row group) {
    Map<String, Double> seconds = new TreeMap<>();
    for (int i = 0; i < PhotoSchema.STAGES.size(); i++) {
      seconds.put(PhotoSchema.STAGES.get(i), group.getDouble(5 + i));
    }
    Map<String, Long> status = Map.of(group.getString(0), group.getLong(2));
    Map<String, Long> failures =
        group.isNullAt(1) ? Map.of() : Map.of(group.getString(1), group.getLong(2));
    return new RunCounts(status, failures, group.getLong(3), group.getLong(4), seconds);
  }

  /** Versions of the Delta table that the run has written, ascending. */
  public List<Long> versions(String runId) {
    return DeltaTable.forPath(spark, path)
        .history()
        .where(col("userMetadata").equalTo(runId))
        .orderBy("version")
        .select("version")
        .collectAsList()
        .stream()
        .map(row -> row.getLong(0))
        .toList();
  }

  /**
   * Parquet settings work as table properties only: Delta drops them when they come as options of a
   * write. Parquet looks at its sizes after 100 rows unless it is told to look earlier, which with
   * scans of 10 MB is a gigabyte.
   */
  static Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("parquet.block.size", Integer.toString(16 << 20));
    properties.put("parquet.page.size.row.check.min", "1");
    properties.put("parquet.page.size.row.check.max", "4");
    for (String blob : PhotoSchema.BLOBS) {
      properties.put("parquet.enable.dictionary#" + blob, "false");
      properties.put("parquet.column.statistics.enabled#" + blob, "false");
    }
    properties.put("delta.columnMapping.mode", "none");
    properties.put("delta.autoOptimize.autoCompact", "false");
    properties.put("delta.autoOptimize.optimizeWrite", "false");
    properties.put("delta.checkpointInterval", "50");
    properties.put(
        "delta.dataSkippingStatsColumns",
        "source.uri,status,recipe.fingerprint,run_id,run_number,restored_at");
    properties.put("delta.setTransactionRetentionDuration", "interval 30 days");
    properties.put(TableSchema.VERSION_PROPERTY, Integer.toString(TableSchema.VERSION));
    return properties;
  }
}
