package dev.heirloom.restoration.quality;

/**
 * Measures of a whole photo.
 *
 * @param brisque no-reference quality (Mittal, Moorthy, Bovik 2012): about 0 best to 100 worst; NaN
 *     where the picture is too small
 */
public record PhotoMeasures(double brisque) {
  public static final PhotoMeasures NONE = new PhotoMeasures(Double.NaN);
}
