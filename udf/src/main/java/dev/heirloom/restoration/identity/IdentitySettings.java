package dev.heirloom.restoration.identity;

import java.io.Serializable;

/**
 * @param maxDistance the largest distance between original and restored face that is still the same
 *     person, in the recogniser's space (Euclidean, 0…2)
 */
public record IdentitySettings(double maxDistance) implements Serializable {
  public static final IdentitySettings DEFAULT = new IdentitySettings(0.75);

  public IdentitySettings {
    if (!(maxDistance > 0)) {
      throw new IllegalArgumentException("max distance must be positive, got " + maxDistance);
    }
  }
}
