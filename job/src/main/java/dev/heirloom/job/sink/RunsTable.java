package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.transform_values;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.heirloom.job.delta.TableSchema;
import io.delta.tables.DeltaTable;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The Delta table {@code runs}: a row when a run starts, one when it ends. */
public final class RunsTable {
  static final StructType SCHEMA =
      new StructType()
          .add("run_id", DataTypes.StringType)
          .add("run_number", DataTypes.LongType)
          .add("event", DataTypes.StringType)
          .add("time", DataTypes.TimestampType)
          .add("outcome", DataTypes.StringType)
          .add("message", DataTypes.StringType)
          .add("photos", DataTypes.LongType)
          .add("restored", DataTypes.LongType)
          .add("unchanged", DataTypes.LongType)
          .add("failed", DataTypes.LongType)
          .add("stale", DataTypes.LongType)
          .add("faces", DataTypes.LongType)
          .add("faces_restored", DataTypes.LongType)
          .add("seconds", DataTypes.DoubleType)
          .add("photos_per_second", DataTypes.DoubleType)
          .add(
              "seconds_per_stage",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType))
          .add("settings", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))
          .add("versions", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))
          .add("delta_versions", DataTypes.createArrayType(DataTypes.LongType));

  private final SparkSession spark;
  private final String path;

  public RunsTable(SparkSession spark, String path) {
    this.spark = spark;
    this.path = path;
  }

  public void createIfMissing() {
    DeltaTable.createIfNotExists(spark)
        .location(path)
        .addColumns(SCHEMA)
        .property("delta.checkpointInterval", "50")
        .property(TableSchema.VERSION_PROPERTY, Integer.toString(TableSchema.VERSION))
        .execute();
  }

  public boolean exists() {
    return DeltaTable.isDeltaTable(spark, path);
  }

  /** All rows, with all columns whatever version made the table. */
  public Dataset<Row> rows() {
    return new TableSchema(SCHEMA).complete(spark.read().format("delta").load(path));
  }

  /** Greater than every number given out; only the holder of the run lock may ask. */
  public long nextNumber() {
    return rows().agg(coalesce(max("run_number"), lit(0L))).first().getLong(0) + 1;
  }

  /** Whether the run before this one was neither done nor failed: its process died. */
  public boolean hasLastRunDied() {
    return rows()
            .where("event <> 'REVOKED'")
            .groupBy("run_number")
            .agg(max("outcome").as("outcome"))
            .orderBy(col("run_number").desc())
            .limit(1)
            .where("outcome is null")
            .count()
        > 0;
  }

  /** The runs by number. */
  public List<RecordedRun> list() {
    return rows()
        .groupBy("run_number", "run_id")
        .agg(
            min("time"),
            max("outcome"),
            max("photos"),
            max("restored"),
            max("unchanged"),
            max("failed"),
            max(col("event").equalTo("REVOKED")))
        .orderBy("run_number")
        .collectAsList()
        .stream()
        .map(RecordedRun::of)
        .toList();
  }

  /** Numbers of the runs that were revoked, column {@code run_number}. */
  public Dataset<Row> revoked() {
    return rows().where(col("event").equalTo("REVOKED")).select("run_number").distinct();
  }

  /**
   * Changes the texts of all rows; writes nothing where that changes none. Only the holder of the
   * run lock may ask.
   *
   * @param rewrite of a message, or of the value of a setting
   */
  void rewriteTexts(UDF1<String, String> rewrite) {
    UserDefinedFunction rewritten = udf(rewrite, DataTypes.StringType);
    Dataset<Row> rows =
        rows()
            .withColumn("old_message", col("message"))
            .withColumn("old_settings", map_entries(col("settings")))
            .withColumn(
                "message", when(col("message").isNotNull(), rewritten.apply(col("message"))))
            .withColumn(
                "settings",
                transform_values(col("settings"), (name, value) -> rewritten.apply(value)));
    boolean changes =
        !rows.where(
                not(col("message").eqNullSafe(col("old_message")))
                    .or(not(map_entries(col("settings")).eqNullSafe(col("old_settings")))))
            .isEmpty();
    if (changes) {
      rows.drop("old_message", "old_settings").write().format("delta").mode("overwrite").save(path);
    }
  }

  public void append(RunEvent event) {
    Row row =
        RowFactory.create(
            event.runId(),
            event.runNumber(),
            event.event().name(),
            event.time(),
            event.ending().map(RunEvent.Ending::outcome).orElse(null),
            event.ending().map(RunEvent.Ending::message).orElse(null),
            event.ending().map(e -> e.counts().photos()).orElse(null),
            event.ending().map(e -> e.counts().restored()).orElse(null),
            event.ending().map(e -> e.counts().unchanged()).orElse(null),
            event.ending().map(e -> e.counts().failed()).orElse(null),
            event.ending().map(RunEvent.Ending::stale).orElse(null),
            event.ending().map(e -> e.counts().faces()).orElse(null),
            event.ending().map(e -> e.counts().facesRestored()).orElse(null),
            event.ending().map(RunEvent.Ending::seconds).orElse(null),
            event.ending().map(RunEvent.Ending::photosPerSecond).orElse(null),
            event.ending().map(e -> e.counts().secondsPerStage()).orElse(Map.of()),
            event.settings(),
            event.versions(),
            event.ending().map(RunEvent.Ending::deltaVersions).orElse(List.of()));
    spark.createDataFrame(List.of(row), SCHEMA).write().format("delta").mode("append").save(path);
  }
}
