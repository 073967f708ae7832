package dev.heirloom.job;

import dev.heirloom.restoration.model.ModelException;
import java.util.Optional;
import java.util.stream.Stream;

/** What an exception of Spark is about, below its layers. */
final class Causes {
  private Causes() {}

  /** The first line of the root cause's message, with the kind of cause where that is not ours. */
  static String oneLine(Throwable thrown) {
    Throwable root =
        Stream.iterate(thrown, t -> t != null, Throwable::getCause)
            .reduce((outer, inner) -> inner)
            .orElse(thrown);
    String message =
        Optional.ofNullable(root.getMessage()).flatMap(m -> m.lines().findFirst()).orElse("");
    return root instanceof ModelException
        ? message
        : "%s: %s".formatted(root.getClass().getSimpleName(), message);
  }
}
