package dev.heirloom.job.incremental;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import dev.heirloom.job.delta.TableSchema;
import io.delta.tables.DeltaTable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The narrow twin of the table {@code restorations}: what is needed to see which photos are due,
 * apart from the pictures, whose files are slow to open. It can be deleted: the next run makes it
 * again.
 */
public final class IndexTable {
  /** A row for each time a photo was processed. */
  public static final StructType SCHEMA =
      new StructType()
          .add("uri", DataTypes.StringType)
          .add("length", DataTypes.LongType)
          .add("modified", DataTypes.TimestampType)
          .add("etag", DataTypes.StringType)
          .add("sha256", DataTypes.StringType)
          .add("fingerprint", DataTypes.StringType)
          .add("status", DataTypes.StringType)
          .add("failure_code", DataTypes.StringType)
          .add("attempts", DataTypes.IntegerType)
          .add("run_number", DataTypes.LongType)
          .add("file", DataTypes.StringType);

  private static final long NO_RUN = 0;

  private final SparkSession spark;
  private final String path;

  public IndexTable(SparkSession spark, String path) {
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

  /**
   * Adds the rows of runs that are not indexed yet: a run that was killed has left some.
   *
   * @param restorations the table of results
   */
  public void catchUp(Dataset<Row> restorations) {
    write(notIndexed(restorations), "append");
  }

  /**
   * Makes it anew: the files that hold the rows have changed.
   *
   * @param restorations the table of results
   */
  public void rebuild(Dataset<Row> restorations) {
    write(indexed(restorations), "overwrite");
  }

  private void write(Dataset<Row> rows, String mode) {
    rows.coalesce(Math.max(1, spark.sparkContext().defaultParallelism()))
        .write()
        .format("delta")
        .mode(mode)
        .save(path);
  }

  /**
   * What is known of each photo: of its rows, that of the highest run, whether indexed or not yet.
   *
   * @param revoked run numbers, column {@code run_number}, whose rows do not count
   */
  public Dataset<Row> current(Dataset<Row> restorations, Dataset<Row> revoked) {
    Column row = struct(Arrays.stream(SCHEMA.fieldNames()).map(n -> col(n)).toArray(Column[]::new));
    return rows()
        .unionByName(notIndexed(restorations))
        .join(revoked, "run_number", "left_anti")
        .groupBy(col("uri").as("photo"))
        .agg(max_by(row, col("run_number")).as("row"))
        .select("row.*");
  }

  private Dataset<Row> rows() {
    return exists()
        ? new TableSchema(SCHEMA).complete(spark.read().format("delta").load(path))
        : spark.createDataFrame(List.of(), SCHEMA);
  }

  private Dataset<Row> notIndexed(Dataset<Row> restorations) {
    return indexed(restorations.where(col("run_number").gt(lastRun(rows()))));
  }

  private static Dataset<Row> indexed(Dataset<Row> restorations) {
    return restorations.select(
        col("source.uri").as("uri"),
        col("source.length").as("length"),
        col("source.modified").as("modified"),
        col("source.etag").as("etag"),
        col("source.sha256").as("sha256"),
        col("recipe.fingerprint").as("fingerprint"),
        col("status"),
        col("failure.code").as("failure_code"),
        coalesce(col("failure.attempts"), lit(0)).as("attempts"),
        col("run_number"),
        col("_metadata.file_path").as("file"));
  }

  private static long lastRun(Dataset<Row> rows) {
    return rows.agg(coalesce(max("run_number"), lit(NO_RUN))).first().getLong(0);
  }
}
