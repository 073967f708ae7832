package dev.heirloom.job.cli;

import dev.heirloom.job.JobException;
import dev.heirloom.job.RunSummary;
import dev.heirloom.job.sink.RunCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Figures of the last run in Prometheus' text format, for the textfile collector of its node
 * exporter, which may read at any moment.
 */
record MetricsFile(Path path) {

  /** Of a run that came to its end, with or without failed photos. */
  void write(RunSummary summary) {
    RunCounts counts = summary.counts();
    Text text = new Text();
    text.ended(1);
    text.gauge("run_number", "Number of the run, 0 if there was nothing to do.")
        .value("", summary.runNumber());
    text.gauge("run_duration_seconds", "Time from start to end.")
        .value("", summary.duration().toMillis() / 1000.0);
    text.gauge("photos_found", "Photos in the input.").value("", summary.pending().total());
    text.gauge("photos_due", "Photos that were to be restored.").value("", summary.pending().due());
    text.gauge("photos_gone", "Photos of the tables that have left the input.")
        .value("", summary.pending().gone().count());
    text.gauge("photos", "Photos recorded, by what became of them.")
        .value("{status=\"restored\"}", counts.restored())
        .value("{status=\"unchanged\"}", counts.unchanged())
        .value("{status=\"failed\"}", counts.failed());
    text.gauge("photos_failed", "Failed photos by reason.").each("code", counts.failures());
    text.gauge("faces", "Faces found, and those of them that were restored.")
        .value("{outcome=\"found\"}", counts.faces())
        .value("{outcome=\"restored\"}", counts.facesRestored());
    text.gauge("stage_seconds", "Time of all tasks together, by stage.")
        .each("stage", counts.secondsPerStage());
    replace(text.toString());
  }

  /** Of a run that failed, or did not start. */
  void writeFailure() {
    Text text = new Text();
    text.ended(0);
    replace(text.toString());
  }

  private void replace(String text) {
    try {
      WholeFile.write(path, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new JobException(
          "cannot write the file of --metrics: %s; the tables are not concerned".formatted(path),
          e);
    }
  }

  /** Lines of the format. */
  private static final class Text {
    private final StringBuilder lines = new StringBuilder();
    private String metric = "";

    void ended(int success) {
      gauge("run_success", "Whether the last run came to its end: 1 or 0.").value("", success);
      gauge("run_end_timestamp_seconds", "When it ended, in seconds since 1970.")
          .value("", Instant.now().getEpochSecond());
    }

    Text gauge(String name, String help) {
      metric = "heirloom_" + name;
      lines.append("# HELP %1$s %2$s%n# TYPE %1$s gauge%n".formatted(metric, help));
      return this;
    }

    Text value(String labels, Number value) {
      lines.append("%s%s %s%n".formatted(metric, labels, value));
      return this;
    }

    void each(String label, Map<String, ? extends Number> values) {
      new TreeMap<>(values)
          .forEach((name, value) -> value("{%s=\"%s\"}".formatted(label, name), value));
    }

    @Override
    public String toString() {
      return lines.toString();
    }
  }
}
