package dev.heirloom.job.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How many photos and faces came to what. */
record Totals(long photos, List<Count> statuses, List<Count> outcomes, List<Count> failures) {

  /**
   * @param share of the largest count, in percent, for a bar
   */
  record Count(String name, long number, int share) {}

  Totals {
    statuses = List.copyOf(statuses);
    outcomes = List.copyOf(outcomes);
    failures = List.copyOf(failures);
  }

  static Totals of(Dataset<Row> current) {
    List<Count> statuses = counts(current.select(col("status").as("name")));
    return new Totals(
        statuses.stream().mapToLong(Count::number).sum(),
        statuses,
        counts(current.select(explode(col("faces.outcome")).as("name"))),
        counts(current.where(col("failure").isNotNull()).select(col("failure.code").as("name"))));
  }

  private static List<Count> counts(Dataset<Row> names) {
    List<Row> rows =
        names
            .groupBy("name")
            .agg(count("name").as("number"))
            .orderBy(col("number").desc(), col("name"))
            .collectAsList();
    long most = rows.stream().mapToLong(row -> row.getLong(1)).max().orElse(1);
    return rows.stream()
        .map(
            row -> new Count(row.getString(0), row.getLong(1), (int) (100 * row.getLong(1) / most)))
        .toList();
  }
}
