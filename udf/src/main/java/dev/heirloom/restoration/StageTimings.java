package dev.heirloom.restoration;

import dev.heirloom.restoration.photo.Stage;
import java.util.Map;

/**
 * Wall time per stage of one photo.
 *
 * @param nanos stages that ran, in nanoseconds
 */
public record StageTimings(Map<Stage, Long> nanos) {
  public static final StageTimings NONE = new StageTimings(Map.of());

  public StageTimings {
    nanos = Map.copyOf(nanos);
  }

  /** Milliseconds of {@code stage}; 0 when it did not run. */
  public double millis(Stage stage) {
    return nanos.getOrDefault(stage, 0L) / 1e6;
  }
}
