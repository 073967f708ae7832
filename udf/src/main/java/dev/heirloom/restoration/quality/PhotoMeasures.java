package dev.heirloom.restoration.quality;

/**
 * Measures of a whole photo.
 *
 * @param brisque no-reference quality of the picture at no more than 512 pixels a side (Mittal,
 *     Moorthy, Bovik, IEEE TIP 21(12), 2012): about 0 best to 100 worst; NaN where the picture is
 *     too small. Follows each kind of damage: Spearman's rank correlation with the strength of blur
 *     +0.93, noise +0.98, JPEG compression +0.66, loss of resolution +0.92, over 100 pictures a
 *     kind (scripts/faces/measures.py)
 */
public record PhotoMeasures(double brisque) {
  public static final PhotoMeasures NONE = new PhotoMeasures(Double.NaN);
}
