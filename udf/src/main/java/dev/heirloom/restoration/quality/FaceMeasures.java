package dev.heirloom.restoration.quality;

/**
 * Measures of one face, taken on its aligned crop in gray, levels 0…255, at 256 pixels a side, in
 * the square of 128 pixels around eyes, nose and mouth.
 *
 * <p>In brackets, Spearman's rank correlation with the strength of blur, noise, JPEG compression
 * and loss of resolution, over 100 faces a kind (scripts/faces/measures.py).
 *
 * @param sharpness variance of the Laplacian after a Gaussian blur of 1.2 pixels, 0 upwards; higher
 *     is sharper, but strong noise raises it too: read it beside the noise (-0.95, +0.82, +0.10,
 *     -0.86)
 * @param noise standard deviation of the grain in levels, 0 upwards: median of the absolute
 *     response to the difference of two Laplacians, over 0.6745 · 6 (Immerkær, CVIU 64(2), 1996);
 *     lower is cleaner, and blur and compression lower it too (-0.68, +1.00, -0.83, -0.81)
 * @param exposure mean level, 0…255; describes the picture and says nothing of damage (+0.06,
 *     +0.13, -0.01, +0.04)
 * @param contrast standard deviation of the levels, 0…127.5; describes the picture and says little
 *     of damage (-0.22, +0.32, +0.15, +0.06)
 */
public record FaceMeasures(double sharpness, double noise, double exposure, double contrast) {
  /** Where there is no face to measure. */
  public static final FaceMeasures NONE =
      new FaceMeasures(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
