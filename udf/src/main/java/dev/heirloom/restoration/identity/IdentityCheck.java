package dev.heirloom.restoration.identity;

/**
 * How far the restored face is from the original one in the recogniser's space.
 *
 * @param share of the restoration asked for that was compared: 1 the whole, 0 where nothing was
 *     restored
 * @param distance Euclidean, 0 for the same picture; NaN where nothing was restored
 * @param allowed the largest distance the gate lets pass for this face; negative where the two
 *     disagree so much that none would do; NaN where nothing was restored
 */
public record IdentityCheck(double share, double distance, double allowed) {
  /** For faces that were left alone. */
  public static final IdentityCheck NONE = new IdentityCheck(0, Double.NaN, Double.NaN);

  /** Not so, too, where a number is not finite. */
  public boolean passed() {
    return distance <= allowed;
  }

  /** How far above what is allowed; NaN where a number is not finite. */
  double excess() {
    return distance - allowed;
  }
}
