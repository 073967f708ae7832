package dev.heirloom.restoration.restore;

import java.io.Serializable;

/**
 * Which faces are good enough to be left alone: those that are sharp and clean at 256 pixels a
 * side, where restoring would take more away than it gives. A face larger than the model's square
 * is judged, and restored, as it looks at that size, and keeps its own finer detail.
 *
 * <p>scripts/faces/gain.py measures it against clean pictures. Of 503 faces of 512 pixels, degraded
 * in 21 ways and restored by a model of 256, those of noise below 0.6 gained in structural
 * similarity and came nearer to the person below a sharpness of 7 (by 0.010 and 0.035 on average
 * from 4 to 7, better in 90 %), were as before from 7 to 9, and lost from 9 to 20 (0.003 and 0.014;
 * better in 16 to 37 %). From 9 up, faces of noise 0.6 to 1.2 lost or stayed (-0.005 to 0.001),
 * those of 1.2 to 1.8 gained 0.011 to 0.035, noisier ones 0.05 and more.
 *
 * @param sharpEnough least {@code sharpness} of a sharp face
 * @param cleanEnough highest {@code noise} of a clean face, in levels
 */
public record RestoreSettings(double sharpEnough, double cleanEnough) implements Serializable {
  public static final RestoreSettings DEFAULT = new RestoreSettings(9, 1.2);

  public RestoreSettings {
    if (!(sharpEnough > 0 && cleanEnough > 0)) {
      throw new IllegalArgumentException(
          "limits must be positive, got %s and %s".formatted(sharpEnough, cleanEnough));
    }
  }
}
