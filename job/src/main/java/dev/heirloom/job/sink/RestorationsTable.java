package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;

import dev.heirloom.restoration.photo.Stage;
import dev.heirloom.restoration.spark.PhotoSchema;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.util.Arrays;
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

  public Dataset<Row> rows() {
    return spark.read().format("delta").load(path);
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

  /** What the run has committed. */
  public RunCounts counts(long runNumber) {
    Column faces = size(expr("filter(faces, f -> f.outcome = 'RESTORED')"));
    Row all =
        run(runNumber)
            .agg(
                count(lit(1)),
                expr("count_if(status = 'RESTORED')"),
                expr("count_if(status = 'UNCHANGED')"),
                expr("count_if(status = 'FAILED')"),
                expr("coalesce(sum(size(faces)), 0)"),
                org.apache.spark.sql.functions.coalesce(sum(faces), lit(0L)))
            .first();
    return new RunCounts(
        all.getLong(0),
        all.getLong(1),
        all.getLong(2),
        all.getLong(3),
        new RunCounts.Faces(all.getLong(4), all.getLong(5)));
  }

  /** Failure codes of the run with the number of photos, by name. */
  public Map<String, Long> failures(long runNumber) {
    Map<String, Long> failures = new TreeMap<>();
    run(runNumber)
        .where("status = 'FAILED'")
        .groupBy("failure.code")
        .count()
        .collectAsList()
        .forEach(row -> failures.put(row.getString(0), row.getLong(1)));
    return failures;
  }

  /** Seconds the tasks of the run spent in each stage, all together. */
  public Map<String, Double> secondsPerStage(long runNumber) {
    List<String> stages =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("read"), Arrays.stream(Stage.values()).map(Stage::label))
            .toList();
    Column[] sums =
        stages.stream()
            .map(stage -> expr("coalesce(sum(timings.%s), 0) / 1000".formatted(stage)))
            .toArray(Column[]::new);
    Row row = run(runNumber).select(sums).first();
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (int i = 0; i < stages.size(); i++) {
      seconds.put(stages.get(i), row.getDouble(i));
    }
    return seconds;
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

  private Dataset<Row> run(long number) {
    return rows().where(col("run_number").equalTo(number));
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
    return properties;
  }
}
