package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_millis;
import static org.apache.spark.sql.functions.when;

import dev.heirloom.job.incremental.Duplicate;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.RestorationRun;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of duplicates, made of those of their originals.
 *
 * @param rows of the table {@code restorations}
 * @param run that gives them
 */
record CopiedRows(Dataset<Row> rows, RestorationRun run) {
  private static final StructType DUPLICATE =
      new StructType()
          .add("original", DataTypes.StringType)
          .add("original_run", DataTypes.LongType)
          .add("photo", PhotoSchema.SOURCE);

  /** One row for each duplicate whose original is there. */
  Dataset<Row> of(List<Duplicate> duplicates) {
    // Bounds of both columns are in Delta's log, so that few files are opened.
    Dataset<Row> originals =
        rows.where(col("source.uri").isin(distinct(duplicates, Duplicate::original)))
            .where(col("run_number").isin(distinct(duplicates, Duplicate::originalRun)));
    Dataset<Row> copies =
        rows.sparkSession()
            .createDataFrame(duplicates.stream().map(CopiedRows::row).toList(), DUPLICATE);
    return originals
        .join(
            broadcast(copies),
            col("source.uri")
                .equalTo(col("original"))
                .and(col("run_number").equalTo(col("original_run"))))
        .withColumn("source", source())
        .withColumn("restored", restored())
        .withColumn("timings", nothingDone())
        .withColumn("run_id", lit(run.id()))
        .withColumn("run_number", lit(run.number()))
        .selectExpr(PhotoSchema.RESTORATIONS.fieldNames());
  }

  private static <T> Object[] distinct(List<Duplicate> duplicates, Function<Duplicate, T> value) {
    return duplicates.stream().map(value).distinct().toArray();
  }

  private static Row row(Duplicate duplicate) {
    return RowFactory.create(
        duplicate.original(), duplicate.originalRun(), PhotoSchema.sourceRow(duplicate.photo()));
  }

  private static Column source() {
    Column modified =
        when(
            col("photo.modified").notEqual(SourcePhoto.UNKNOWN),
            timestamp_millis(col("photo.modified")));
    return col("source")
        .withField("uri", col("photo.uri"))
        .withField("attributes", col("photo.attributes"))
        .withField("length", col("photo.length"))
        .withField("modified", modified)
        .withField("etag", when(col("photo.etag").notEqual(""), col("photo.etag")));
  }

  private static Column restored() {
    return when(
        col("restored").isNotNull(), col("restored").withField("same_as", col("source.sha256")));
  }

  private static Column nothingDone() {
    return struct(
        PhotoSchema.STAGES.stream().map(stage -> lit(0.0).as(stage)).toArray(Column[]::new));
  }
}
