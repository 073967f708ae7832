package dev.heirloom.restoration.decode;

import java.io.Serializable;
import java.time.Duration;

/**
 * Limits of the processes that decode for others.
 *
 * @param memoryMebibytes address space of one of them, the file and the picture included
 * @param timeLimit for one photo
 */
public record IsolationSettings(int memoryMebibytes, Duration timeLimit) implements Serializable {
  private static final int LEAST_MEBIBYTES = 1024;

  public IsolationSettings {
    if (memoryMebibytes < LEAST_MEBIBYTES) {
      throw new IllegalArgumentException(
          "a decoding process needs at least %d MiB, got %d"
              .formatted(LEAST_MEBIBYTES, memoryMebibytes));
    }
    if (timeLimit.isNegative() || timeLimit.isZero()) {
      throw new IllegalArgumentException(
          "the time for decoding is positive, got %d s".formatted(timeLimit.toSeconds()));
    }
  }
}
