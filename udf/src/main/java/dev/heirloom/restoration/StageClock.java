package dev.heirloom.restoration;

import dev.heirloom.restoration.photo.Stage;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Times the stages of one photo, and knows which one is running. Not thread-safe. */
final class StageClock {
  private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
  private Stage current = Stage.DECODE;

  <T> T time(Stage stage, Supplier<T> work) {
    current = stage;
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      nanos.merge(stage, System.nanoTime() - start, Long::sum);
    }
  }

  /** The stage that was entered last. */
  Stage current() {
    return current;
  }

  StageTimings timings() {
    return new StageTimings(nanos);
  }
}
