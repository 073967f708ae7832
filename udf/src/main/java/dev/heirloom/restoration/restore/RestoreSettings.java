package dev.heirloom.restoration.restore;

import java.io.Serializable;

/**
 * @param sharpEnough faces whose {@code sharpness} is at least this are left alone
 */
public record RestoreSettings(double sharpEnough) implements Serializable {
  public static final RestoreSettings DEFAULT = new RestoreSettings(400);

  public RestoreSettings {
    if (!(sharpEnough > 0)) {
      throw new IllegalArgumentException("sharp enough must be positive, got " + sharpEnough);
    }
  }
}
