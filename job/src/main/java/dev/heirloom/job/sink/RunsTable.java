package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import dev.heirloom.job.delta.TableSchema;
import io.delta.tables.DeltaTable;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
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
