package dev.heirloom.restoration.identity;

import java.io.Serializable;

/**
 * When a restored face is still the same one.
 *
 * <p>The allowed distance between the two faces is {@code base − far · f − pixels · (1 − a)}. Both
 * faces are made small (32 pixels for the square of the template), so that what remains is what any
 * original supports; f is how far the small faces are from each other for the recogniser, a how
 * well their pixels agree, -1…1. A restoration that keeps the small face may change much where the
 * original shows little; one that does not keep it is refused.
 *
 * <p>Under eleven kinds of damage, the default refused all of 386 swaps among 193 people it was not
 * chosen on (look-alikes in the right light, and anybody). Of 193 faithful restorations it let 192
 * pass whole and one at less strength. It lets pass two fifths of faces that are half a stranger.
 * {@code scripts/identity} measures this.
 *
 * @param base allowed where the small faces are the same
 * @param far what the distance of the small faces takes away
 * @param pixels what the disagreement of their pixels takes away
 * @param doubt so far above what is allowed, less of the restoration is tried; farther, the person
 *     is lost
 */
public record IdentitySettings(double base, double far, double pixels, double doubt)
    implements Serializable {
  public static final IdentitySettings DEFAULT = new IdentitySettings(1, 1, 2, 0.2);

  public IdentitySettings {
    if (!(base > 0)) {
      throw new IllegalArgumentException("the allowed distance must be positive, got " + base);
    }
    if (!(far >= 0 && pixels >= 0 && doubt >= 0)) {
      throw new IllegalArgumentException(
          "weights and doubt must not be negative, got %s, %s and %s"
              .formatted(far, pixels, doubt));
    }
  }

  IdentityCheck check(double share, Likeness before, Likeness after) {
    double allowed =
        base
            - far * Likeness.distance(before.smallEmbedding(), after.smallEmbedding())
            - pixels * (1 - before.agreement(after));
    return new IdentityCheck(
        share, Likeness.distance(before.embedding(), after.embedding()), allowed);
  }
}
