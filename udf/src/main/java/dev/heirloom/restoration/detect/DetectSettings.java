package dev.heirloom.restoration.detect;

import java.io.Serializable;

/**
 * What is looked for, and what of it is a face. The detector and the 68-point net must see the
 * eyes, the nose and the mouth in about the same places: scripts/faces measures both limits on real
 * faces and on what the detector takes for one.
 *
 * @param minFacePixels the smallest face looked for, in pixels of its shorter side; at least 20
 * @param minFaceShare the smallest face as a share of the picture's longer side; the larger of the
 *     two limits counts
 * @param minScore faces below this confidence are not faces, 0…1
 * @param maxDisagreement largest {@link DetectedFace#disagreement} of a face, in eye distances; a
 *     face found after turning the picture must keep to {@link #maxDisagreementTurned}
 * @param rotations which way up faces are looked for
 */
public record DetectSettings(
    double minFacePixels,
    double minFaceShare,
    double minScore,
    double maxDisagreement,
    Rotations rotations)
    implements Serializable {
  public static final DetectSettings DEFAULT =
      new DetectSettings(20, 0.01, 0.9, 0.25, Rotations.ALL);

  /**
   * Three turned looks at a picture without faces see three times as much that is none; the limit
   * is stricter by this factor.
   */
  private static final double TURNED = 0.6;

  public DetectSettings {
    if (!(minFacePixels >= 20)) {
      throw new IllegalArgumentException("the smallest face is 20 pixels, got " + minFacePixels);
    }
    if (!(minFaceShare >= 0 && minFaceShare <= 1) || !(minScore >= 0 && minScore <= 1)) {
      throw new IllegalArgumentException(
          "shares and scores are 0…1, got %s and %s".formatted(minFaceShare, minScore));
    }
    if (!(maxDisagreement > 0)) {
      throw new IllegalArgumentException(
          "max disagreement must be positive, got " + maxDisagreement);
    }
  }

  public DetectSettings withRotations(Rotations other) {
    return new DetectSettings(minFacePixels, minFaceShare, minScore, maxDisagreement, other);
  }

  /** The smallest face looked for in a picture with this longer side, in pixels. */
  public double minFace(int longerSide) {
    return Math.max(minFacePixels, minFaceShare * longerSide);
  }

  /** The limit for faces that are not upright. */
  public double maxDisagreementTurned() {
    return TURNED * maxDisagreement;
  }

  /** Whether the 68-point net agrees with the detector, or has not been asked. */
  public boolean isFace(DetectedFace face) {
    return !(face.disagreement() > maxDisagreement);
  }
}
