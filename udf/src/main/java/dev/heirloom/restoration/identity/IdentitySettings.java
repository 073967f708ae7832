package dev.heirloom.restoration.identity;

import java.io.Serializable;

/**
 * When a restored face is still the same one.
 *
 * <p>The default refuses gross failures. On 300 faces (half of them old portraits of one narrow
 * population, half synthetic), degraded in five steps and restored: of restorations of that face it
 * refused none in the first four steps and 3 to 14 % in the worst one (six times smaller, noisy,
 * JPEG 40), where the original itself is 0.6 from its clean picture; of restorations of somebody
 * else it refused 78 to 90 % among the portraits and 65 to 91 % among the synthetic faces, many of
 * which look alike. At 0.55 it would have refused up to 44 % of the worst originals, at 0.65 let up
 * to half of the strangers pass.
 *
 * @param maxDistance the largest distance between original and restored face that is still the same
 *     person, in the recogniser's space (Euclidean, 0…2)
 */
public record IdentitySettings(double maxDistance) implements Serializable {
  public static final IdentitySettings DEFAULT = new IdentitySettings(0.6);

  public IdentitySettings {
    if (!(maxDistance > 0)) {
      throw new IllegalArgumentException("max distance must be positive, got " + maxDistance);
    }
  }
}
