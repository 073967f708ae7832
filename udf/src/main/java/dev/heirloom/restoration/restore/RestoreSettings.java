package dev.heirloom.restoration.restore;

import java.io.Serializable;

/**
 * Which faces are good enough to be left alone: those that are sharp and clean.
 *
 * @param sharpEnough least {@code sharpness} of a sharp face
 * @param cleanEnough highest {@code noise} of a clean face, in levels
 */
public record RestoreSettings(double sharpEnough, double cleanEnough) implements Serializable {
  public static final RestoreSettings DEFAULT = new RestoreSettings(20, 3);

  public RestoreSettings {
    if (!(sharpEnough > 0 && cleanEnough > 0)) {
      throw new IllegalArgumentException(
          "limits must be positive, got %s and %s".formatted(sharpEnough, cleanEnough));
    }
  }
}
