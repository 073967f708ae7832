package dev.heirloom.job.report;

import static org.apache.spark.sql.functions.col;

import dev.heirloom.job.sink.ResultTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What is in the tables, as one page for people. */
public final class Report {
  private final ResultTables tables;

  public Report(ResultTables tables) {
    this.tables = tables;
  }

  /**
   * @param limit the most photos to show: failures first, then restored ones, by URI
   * @return an HTML page that needs nothing else
   * @throws dev.heirloom.job.sink.TableException if there are no tables
   */
  public String html(int limit) {
    Dataset<Row> current = tables.current();
    Map<String, Long> statuses = new LinkedHashMap<>();
    current
        .groupBy("status")
        .count()
        .orderBy("status")
        .collectAsList()
        .forEach(row -> statuses.put(row.getString(0), row.getLong(1)));
    long total = statuses.values().stream().mapToLong(Long::longValue).sum();
    return new ReportPage(
            "Restored photographs", facts(statuses, total), photos(current, limit), total)
        .html();
  }

  private Map<String, String> facts(Map<String, Long> statuses, long total) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("photos", "%,d".formatted(total));
    statuses.forEach((status, photos) -> facts.put(status.toLowerCase(), "%,d".formatted(photos)));
    tables
        .runs()
        .rows()
        .where("event = 'ENDED'")
        .orderBy(col("run_number").desc())
        .limit(1)
        .collectAsList()
        .forEach(
            run -> {
              facts.put(
                  "last run",
                  "%d, %s".formatted(run.<Long>getAs("run_number"), run.getAs("outcome")));
              facts.put("faces restored in it", "%,d".formatted(run.<Long>getAs("faces_restored")));
              facts.put("photos/s", "%.2f".formatted(run.<Double>getAs("photos_per_second")));
            });
    return facts;
  }

  /** URIs are put in order first, so that no picture is sorted. */
  private List<ReportPhoto> photos(Dataset<Row> current, int limit) {
    Object[] shown =
        current
            .select(col("source.uri").as("uri"), col("status"))
            .orderBy(col("status"), col("uri"))
            .limit(limit)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toArray();
    return current
        .where(col("source.uri").isin(shown))
        .select("source", "status", "preview", "failure", "faces", "quality")
        .collectAsList()
        .stream()
        .map(ReportRows::photo)
        .sorted(java.util.Comparator.comparing(ReportPhoto::status).thenComparing(ReportPhoto::uri))
        .toList();
  }
}
