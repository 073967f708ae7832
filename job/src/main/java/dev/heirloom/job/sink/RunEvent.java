package dev.heirloom.job.sink;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a run.
 *
 * @param settings of the run, by the names of the options
 * @param versions of the software, by name
 * @param end null unless the run ended
 */
public record RunEvent(
    String runId,
    long runNumber,
    Event event,
    Instant time,
    Map<String, String> settings,
    Map<String, String> versions,
    @Nullable Ending end) {

  /** What can happen to a run. */
  public enum Event {
    STARTED,
    ENDED,
    REVOKED
  }

  /**
   * How a run ended.
   *
   * @param outcome DONE or FAILED
   * @param message why it failed; empty if it did not
   * @param stale photos of another recipe that were left alone
   */
  public record Ending(
      String outcome,
      String message,
      RunCounts counts,
      long stale,
      double seconds,
      List<Long> deltaVersions) {

    double photosPerSecond() {
      return seconds > 0 ? counts.photos() / seconds : 0;
    }
  }

  Optional<Ending> ending() {
    return Optional.ofNullable(end);
  }
}
