package dev.heirloom.restoration.detect;

import java.io.Serializable;

/**
 * @param minFacePixels the smallest face looked for, in pixels of its shorter side; at least 20
 * @param minFaceShare the smallest face as a share of the picture's longer side; the larger of the
 *     two limits counts
 * @param minScore faces below this confidence are not faces, 0…1
 */
public record DetectSettings(double minFacePixels, double minFaceShare, double minScore)
    implements Serializable {
  public static final DetectSettings DEFAULT = new DetectSettings(20, 0.01, 0.9);

  public DetectSettings {
    if (!(minFacePixels >= 20)) {
      throw new IllegalArgumentException("the smallest face is 20 pixels, got " + minFacePixels);
    }
    if (!(minFaceShare >= 0 && minFaceShare <= 1) || !(minScore >= 0 && minScore <= 1)) {
      throw new IllegalArgumentException(
          "shares and scores are 0…1, got %s and %s".formatted(minFaceShare, minScore));
    }
  }

  /** The smallest face looked for in a picture with this longer side, in pixels. */
  public double minFace(int longerSide) {
    return Math.max(minFacePixels, minFaceShare * longerSide);
  }
}
