package dev.heirloom.restoration.quality;

/**
 * Measures of one face, taken on its aligned crop in gray, levels 0…255, at 256 pixels a side.
 *
 * @param sharpness variance of the Laplacian after a light blur; higher is sharper, 20 is what a
 *     clean face shows that was photographed at this size
 * @param noise standard deviation of the grain, in levels; lower is cleaner
 * @param exposure mean level, 0…255
 * @param contrast standard deviation of the levels, 0…127.5
 */
public record FaceMeasures(double sharpness, double noise, double exposure, double contrast) {
  /** Where there is no face to measure. */
  public static final FaceMeasures NONE =
      new FaceMeasures(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
