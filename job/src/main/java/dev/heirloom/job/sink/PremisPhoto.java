package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.col;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * A row of the table as an event of PREMIS sees it.
 *
 * @param sourceLength -1 where it is unknown
 * @param restoredLength -1 where nothing was restored
 * @param detail what was done
 * @param outcomeNote what came of it
 */
record PremisPhoto(
    String uri,
    String sourceSha256,
    long sourceLength,
    String sourceFormat,
    String status,
    String restoredSha256,
    long restoredLength,
    String restoredFormat,
    String runId,
    Instant time,
    String detail,
    String outcomeNote,
    List<PremisAgent> agents) {

  /** What of the table is read; no pictures. */
  static final Column[] COLUMNS = {
    col("source.uri").as("uri"),
    col("source.sha256").as("source_sha256"),
    col("source.length").as("source_length"),
    col("source.format").as("source_format"),
    col("status"),
    col("failure"),
    col("restored.sha256").as("restored_sha256"),
    col("restored.length").as("restored_length"),
    col("restored.format").as("restored_format"),
    col("recipe.fingerprint").as("fingerprint"),
    col("recipe.settings").as("settings"),
    col("provenance"),
    col("faces.outcome").as("outcomes"),
    col("run_id"),
    col("run_number"),
    col("restored_at")
  };

  PremisPhoto {
    agents = List.copyOf(agents);
  }

  boolean isRestored() {
    return status.equals("RESTORED");
  }

  boolean isFailed() {
    return status.equals("FAILED");
  }

  String eventId() {
    return PremisWriter.uuid("event " + runId + " " + uri);
  }

  String outcomeId() {
    return PremisWriter.uuid("outcome " + runId + " " + uri);
  }

  static PremisPhoto of(Row row) {
    Row provenance = row.getAs("provenance");
    return new PremisPhoto(
        row.getAs("uri"),
        text(row, "source_sha256"),
        number(row, "source_length"),
        text(row, "source_format"),
        row.getAs("status"),
        text(row, "restored_sha256"),
        number(row, "restored_length"),
        text(row, "restored_format"),
        row.getAs("run_id"),
        time(row),
        detail(row, provenance),
        note(row, provenance),
        agents(provenance));
  }

  private static Instant time(Row row) {
    Object time = row.getAs("restored_at");
    return time instanceof java.sql.Timestamp timestamp ? timestamp.toInstant() : (Instant) time;
  }

  private static String text(Row row, String column) {
    return Objects.requireNonNullElse(row.getAs(column), "");
  }

  private static long number(Row row, String column) {
    Long number = row.getAs(column);
    return number == null ? -1 : number;
  }

  private static String detail(Row row, Row provenance) {
    return "faces restored by a neural network; run %d, recipe %s, %s on %s in %s, settings %s"
        .formatted(
            row.<Long>getAs("run_number"),
            row.<String>getAs("fingerprint"),
            provenance.<String>getAs("execution_provider"),
            provenance.<String>getAs("device"),
            Objects.requireNonNullElse(provenance.<String>getAs("precision"), "unknown precision"),
            row.<String>getAs("settings"));
  }

  private static String note(Row row, Row provenance) {
    Row failure = row.getAs("failure");
    if (failure != null) {
      return "FAILED: %s in %s: %s"
          .formatted(
              failure.<String>getAs("code"),
              failure.<String>getAs("stage"),
              failure.<String>getAs("message"));
    }
    Map<String, Long> outcomes =
        row.<String>getList(row.fieldIndex("outcomes")).stream()
            .collect(
                Collectors.groupingBy(outcome -> outcome, TreeMap::new, Collectors.counting()));
    String faces =
        outcomes.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
    String type = provenance.getAs("digital_source_type");
    return "%s; faces: %s%s"
        .formatted(
            row.<String>getAs("status"),
            faces.isEmpty() ? "none" : faces,
            type == null ? "" : "; digital source type " + type);
  }

  private static List<PremisAgent> agents(Row provenance) {
    Map<String, String> versions =
        new TreeMap<>(provenance.getJavaMap(provenance.fieldIndex("versions")));
    String version = versions.getOrDefault("heirloom", "unknown");
    Stream<PremisAgent> software =
        Stream.of(
            PremisAgent.software(
                provenance.getAs("software"),
                version,
                versions.entrySet().stream()
                    .map(e -> e.getKey() + " " + e.getValue())
                    .collect(Collectors.joining(", "))));
    int models = provenance.fieldIndex("models");
    return provenance.isNullAt(models)
        ? software.toList()
        : Stream.concat(
                software,
                provenance.<Row>getList(models).stream()
                    .map(
                        model ->
                            PremisAgent.model(
                                model.getString(0), model.getString(1), model.getString(2))))
            .toList();
  }
}
