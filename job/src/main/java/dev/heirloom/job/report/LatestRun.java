package dev.heirloom.job.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_format;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the run that ended last says of itself; a list of none before the first one ends. */
record LatestRun(long number, String outcome, String time, String photosPerSecond, String seconds) {

  static List<LatestRun> of(Dataset<Row> runs) {
    return runs
        .where(col("outcome").isNotNull())
        .orderBy(col("run_number").desc(), col("time").desc())
        .limit(1)
        .withColumn("time", date_format(col("time"), "yyyy-MM-dd HH:mm"))
        .collectAsList()
        .stream()
        .map(LatestRun::of)
        .toList();
  }

  private static LatestRun of(Row row) {
    return new LatestRun(
        row.getAs("run_number"),
        row.getAs("outcome"),
        row.getAs("time"),
        String.format(Locale.ROOT, "%.1f", row.<Double>getAs("photos_per_second")),
        String.format(Locale.ROOT, "%.0f", row.<Double>getAs("seconds")));
  }
}
