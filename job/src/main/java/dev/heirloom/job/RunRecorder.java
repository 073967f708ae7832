package dev.heirloom.job;

import dev.heirloom.job.incremental.PendingPhotos;
import dev.heirloom.job.incremental.PhotoState;
import dev.heirloom.job.sink.ResultTables;
import dev.heirloom.job.sink.RunCounts;
import dev.heirloom.job.sink.RunEvent;
import dev.heirloom.restoration.spark.RestorationRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkBuildInfo;

/** Writes the rows of one run into the table {@code runs}. */
final class RunRecorder {
  private final ResultTables tables;
  private final RestorationRun run;
  private final Instant start;
  private final Map<String, String> options;

  RunRecorder(ResultTables tables, RestorationRun run, Instant start, Map<String, String> options) {
    this.tables = tables;
    this.run = run;
    this.start = start;
    this.options = options;
  }

  void started() {
    tables
        .runs()
        .append(
            new RunEvent(
                run.id(), run.number(), RunEvent.Event.STARTED, start, options, versions(), null));
  }

  /**
   * @return what the run has committed
   */
  RunCounts done(PendingPhotos pending) {
    return ended(pending, "DONE", "");
  }

  void failed(PendingPhotos pending, RuntimeException cause) {
    try {
      ended(pending, "FAILED", Causes.oneLine(cause));
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private RunCounts ended(PendingPhotos pending, String outcome, String message) {
    Instant now = Instant.now();
    RunCounts counts = tables.restorations().counts(run.number());
    RunEvent.Ending ending =
        new RunEvent.Ending(
            outcome,
            message,
            counts,
            pending.in(PhotoState.STALE),
            Duration.between(start, now).toNanos() / 1e9,
            tables.restorations().versions(run.id()));
    tables
        .runs()
        .append(
            new RunEvent(
                run.id(), run.number(), RunEvent.Event.ENDED, now, options, versions(), ending));
    return counts;
  }

  private static Map<String, String> versions() {
    String heirloom = RestorationJob.class.getPackage().getImplementationVersion();
    return Map.of(
        "heirloom", Optional.ofNullable(heirloom).orElse("development"),
        "java", Runtime.version().toString(),
        "spark", SparkBuildInfo.spark_version());
  }
}
