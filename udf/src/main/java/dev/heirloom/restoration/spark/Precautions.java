package dev.heirloom.restoration.spark;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a run does against photos that end the process, or never end.
 *
 * @param journal URI of the folder of the {@link PoisonJournal}
 * @param timeLimit for one photo; zero for none
 * @param wary whether each photo is signed for before it is begun, at the price of two requests to
 *     the store; a task that is tried again does so anyway
 */
public record Precautions(String journal, Duration timeLimit, boolean wary)
    implements Serializable {

  public Precautions {
    if (timeLimit.isNegative()) {
      throw new IllegalArgumentException(
          "a time limit is not negative, got %d s".formatted(timeLimit.toSeconds()));
    }
  }

  /** The same, with a sign for each photo. */
  public Precautions whenWary() {
    return new Precautions(journal, timeLimit, true);
  }
}
