package dev.heirloom.restoration.quality;

/**
 * Measures of one face, taken on its aligned crop in gray, levels 0…255.
 *
 * @param sharpness mean square of the Laplacian over the face; higher is sharper
 * @param exposure mean level, 0…255
 * @param contrast standard deviation of the levels, 0…127.5
 */
public record FaceMeasures(double sharpness, double exposure, double contrast) {
  /** Where there is no face to measure. */
  public static final FaceMeasures NONE = new FaceMeasures(Double.NaN, Double.NaN, Double.NaN);
}
