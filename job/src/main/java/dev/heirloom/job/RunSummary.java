package dev.heirloom.job;

import dev.heirloom.job.incremental.PendingPhotos;
import dev.heirloom.job.sink.RunCounts;
import java.time.Duration;
import java.util.Map;

/**
 * What a run did, counted in the tables.
 *
 * @param runNumber 0 if the run had nothing to do or was only tried
 * @param pending what was to do
 * @param failures codes with the number of photos
 */
public record RunSummary(
    String runId,
    long runNumber,
    PendingPhotos pending,
    RunCounts counts,
    Map<String, Long> failures,
    Duration duration) {

  public RunSummary {
    failures = Map.copyOf(failures);
  }

  public double photosPerSecond() {
    double seconds = duration.toNanos() / 1e9;
    return seconds > 0 ? counts.photos() / seconds : 0;
  }
}
