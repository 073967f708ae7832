package dev.heirloom.job;

import dev.heirloom.restoration.model.ModelException;
import java.util.Optional;
import java.util.stream.Stream;

/** What an exception of Spark is about, below its layers. */
public final class Causes {
  /** Spark has no type for it. */
  private static final String LOST_EXECUTOR = "ExecutorLostFailure";

  private Causes() {}

  /**
   * What the models say, if they are the cause; otherwise the first line of the root cause's
   * message, with the kind of cause.
   */
  public static String oneLine(Throwable thrown) {
    Optional<String> ofModel =
        chain(thrown)
            .filter(ModelException.class::isInstance)
            .reduce((outer, inner) -> inner)
            .map(Causes::firstLine);
    if (ofModel.isPresent()) {
      return ofModel.get();
    }
    Throwable root = chain(thrown).reduce((outer, inner) -> inner).orElse(thrown);
    return "%s: %s".formatted(root.getClass().getSimpleName(), firstLine(root));
  }

  private static String firstLine(Throwable thrown) {
    return Optional.ofNullable(thrown.getMessage()).flatMap(m -> m.lines().findFirst()).orElse("");
  }

  /** Whether tasks were tried as often as they may be, the last time on an executor that died. */
  static boolean isLostExecutor(Throwable thrown) {
    return chain(thrown).anyMatch(t -> String.valueOf(t.getMessage()).contains(LOST_EXECUTOR));
  }

  private static Stream<Throwable> chain(Throwable thrown) {
    return Stream.iterate(thrown, t -> t != null, Throwable::getCause);
  }
}
