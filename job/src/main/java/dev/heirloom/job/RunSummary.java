package dev.heirloom.job;

import dev.heirloom.job.incremental.PendingPhotos;
import dev.heirloom.job.sink.RunCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a run did, counted in the tables.
 *
 * @param runNumber 0 if the run had nothing to do or was only tried
 * @param pending what was to do
 * @param estimate of a run that was only tried
 */
public record RunSummary(
    String runId,
    long runNumber,
    PendingPhotos pending,
    RunCounts counts,
    Duration duration,
    Optional<Estimate> estimate) {

  /** Of a run without a photo to restore. */
  static RunSummary nothing(PendingPhotos pending, Instant start) {
    return tried(pending, start, Optional.empty());
  }

  /** Of a run that was only tried. */
  static RunSummary tried(PendingPhotos pending, Instant start, Optional<Estimate> estimate) {
    return new RunSummary(
        "", 0, pending, RunCounts.NONE, Duration.between(start, Instant.now()), estimate);
  }

  public double photosPerSecond() {
    double seconds = duration.toNanos() / 1e9;
    return seconds > 0 ? counts.photos() / seconds : 0;
  }
}
