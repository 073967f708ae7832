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
 * <p>A face that is enlarged to the square is another matter: JPEG blocks and halos grow with it
 * and count as sharpness. From twice its size up, it has to be sharper by a factor.
 *
 * @param sharpEnough least {@code sharpness} of a sharp face
 * @param cleanEnough highest {@code noise} of a clean face, in levels
 */
public record RestoreSettings(double sharpEnough, double cleanEnough) implements Serializable {
  public static final RestoreSettings DEFAULT = new RestoreSettings(9, 1.2);

  /** From here on the photo has less detail than the square can hold. */
  private static final double MUCH_ENLARGED = 2;

  /** A portrait with 21 pixels between the eyes at JPEG quality 25 exceeds the plain limit. */
  private static final double BLOCKS_ARE_NOT_SHARP = 2.25;

  public RestoreSettings {
    if (!(sharpEnough > 0 && cleanEnough > 0)) {
      throw new IllegalArgumentException(
          "limits must be positive, got %s and %s".formatted(sharpEnough, cleanEnough));
    }
  }

  /**
   * @param enlargement of the face to the model's square; below 1 it was reduced
   */
  public boolean isGoodAlready(double sharpness, double noise, double enlargement) {
    double factor = enlargement < MUCH_ENLARGED ? 1 : BLOCKS_ARE_NOT_SHARP;
    return sharpness >= factor * sharpEnough && noise <= cleanEnough;
  }
}
