package dev.heirloom.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;

import dev.heirloom.job.source.PhotoSource;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.RestorePartition;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Restores some of the photos that are due, to see what all will take, and keeps nothing. */
record Pilot(SparkSession spark, PhotoSource source, RestorePartition restore) {

  /**
   * @param due one or more
   * @param most how many are tried, one or more; they lie evenly between the first and the last
   * @throws JobException if the trial fails
   */
  Estimate estimate(List<SourcePhoto> due, int most) {
    int tried = Math.min(most, due.size());
    List<SourcePhoto> some =
        IntStream.range(0, tried)
            .mapToObj(i -> due.get((int) ((long) i * due.size() / tried)))
            .toList();
    List<Row> rows = measured(some);
    int slots = TaskSlots.of(spark);
    return new Estimate(
        tried,
        slots,
        Estimate.Spread.ofSum(values(rows, 0), due.size()).dividedBy(Math.min(slots, due.size())),
        Estimate.Spread.ofSum(values(rows, 1), due.size()));
  }

  private List<Row> measured(List<SourcePhoto> some) {
    Column bytes =
        coalesce(col("restored.length"), lit(0)).plus(coalesce(length(col("preview")), lit(0)));
    try {
      return source
          .load(some)
          .mapPartitions(restore, PhotoSchema.encoder())
          .select(seconds(), bytes.cast("double"))
          .collectAsList();
    } catch (RuntimeException e) {
      throw new JobException("the trial of some photos failed: " + Causes.oneLine(e), e);
    }
  }

  private static Column seconds() {
    return PhotoSchema.STAGES.stream()
        .map(stage -> coalesce(col("timings." + stage), lit(0.0)))
        .reduce(Column::plus)
        .map(millis -> millis.divide(1000))
        .orElseThrow();
  }

  private static double[] values(List<Row> rows, int column) {
    return rows.stream().mapToDouble(row -> row.getDouble(column)).toArray();
  }
}
