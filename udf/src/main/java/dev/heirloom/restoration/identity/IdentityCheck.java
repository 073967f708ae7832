package dev.heirloom.restoration.identity;

/**
 * How far the restored face is from the original one in the recogniser's space.
 *
 * @param distance Euclidean, 0 for the same picture; NaN where nothing was restored
 * @param allowed the largest distance the gate lets pass; NaN where nothing was restored
 */
public record IdentityCheck(double distance, double allowed) {
  /** For faces that were left alone. */
  public static final IdentityCheck NONE = new IdentityCheck(Double.NaN, Double.NaN);

  public boolean passed() {
    return distance <= allowed;
  }
}
