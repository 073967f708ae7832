package dev.heirloom.job;

import dev.heirloom.job.incremental.PendingPhotos;
import dev.heirloom.job.sink.RunCounts;
import java.time.Duration;
import java.time.Instant;

/**
 * What a run did, counted in the tables.
 *
 * @param runNumber 0 if the run had nothing to do or was only tried
 * @param pending what was to do
 */
public record RunSummary(
    String runId, long runNumber, PendingPhotos pending, RunCounts counts, Duration duration) {

  /** Of a run without a photo to restore. */
  static RunSummary nothing(PendingPhotos pending, Instant start) {
    return new RunSummary("", 0, pending, RunCounts.NONE, Duration.between(start, Instant.now()));
  }

  public double photosPerSecond() {
    double seconds = duration.toNanos() / 1e9;
    return seconds > 0 ? counts.photos() / seconds : 0;
  }
}
