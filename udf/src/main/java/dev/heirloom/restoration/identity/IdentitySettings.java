package dev.heirloom.restoration.identity;

import java.io.Serializable;

/**
 * When a restored face is still the same one.
 *
 * <p>The allowed distance between the two faces is {@code base + support · s − far · f − pixels ·
 * (1 − a)}: s is how far the original is from itself made small (32 pixels), f how far the small
 * faces are from each other, both for the recogniser, and a how well their pixels agree, -1…1.
 *
 * @param base allowed where the small faces are the same and nothing hangs on detail
 * @param support what the original's own detail adds
 * @param far what the distance of the small faces takes away
 * @param pixels what the disagreement of their pixels takes away
 * @param doubt so far above what is allowed, less of the restoration is tried; farther, the person
 *     is lost
 */
public record IdentitySettings(double base, double support, double far, double pixels, double doubt)
    implements Serializable {
  public static final IdentitySettings DEFAULT = new IdentitySettings(1, 0, 1, 2, 0.1);

  public IdentitySettings {
    if (!Double.isFinite(base + support)) {
      throw new IllegalArgumentException(
          "limits must be numbers, got %s and %s".formatted(base, support));
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
            + support * before.support()
            - far * Likeness.distance(before.smallEmbedding(), after.smallEmbedding())
            - pixels * (1 - before.agreement(after));
    return new IdentityCheck(
        share, Likeness.distance(before.embedding(), after.embedding()), allowed);
  }
}
