package dev.heirloom.restoration.identity;

import dev.heirloom.restoration.align.FaceTemplate;
import dev.heirloom.restoration.photo.Picture;

/**
 * Decides, before anything is pasted, how much of a restored face may go into its photo: all of it,
 * less where that is in doubt, nothing where the person is lost. Threads may share it.
 */
public final class IdentityGate {
  /** What is tried of a restoration that is in doubt, best first. */
  private static final double[] SMALLER_SHARES = {0.6, 0.35};

  private final FaceRecogniser recogniser;
  private final FaceTemplate template;
  private final IdentitySettings settings;

  /**
   * @param recogniser stays the caller's
   * @param template that the faces are aligned to
   */
  public IdentityGate(FaceRecogniser recogniser, FaceTemplate template, IdentitySettings settings) {
    this.recogniser = recogniser;
    this.template = template;
    this.settings = settings;
  }

  /**
   * Compares a face before and after restoration.
   *
   * @param before square, 8-bit blue, green, red; only read
   * @param after of the same size and kind; only read
   * @param strength of the restoration that is asked for, 0…1
   * @return the check of the largest share that passes; where none does, of the whole
   */
  public IdentityCheck judge(Picture before, Picture after, double strength) {
    Likeness original = Likeness.of(before, recogniser, template);
    IdentityCheck whole = check(original, before, after, strength, 1);
    if (whole.passed() || !(whole.excess() <= settings.doubt())) {
      return whole;
    }
    for (double share : SMALLER_SHARES) {
      IdentityCheck part = check(original, before, after, strength, share);
      if (part.passed()) {
        return part;
      }
    }
    return whole;
  }

  private IdentityCheck check(
      Likeness original, Picture before, Picture after, double strength, double share) {
    try (Picture pasted = before.blended(after, strength * share)) {
      return settings.check(share, original, Likeness.of(pasted, recogniser, template));
    }
  }
}
