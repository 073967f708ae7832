package dev.heirloom.job;

/**
 * How far a run goes.
 *
 * @param commitEvery photos of one commit, at least 1
 * @param photos the most photos that are processed
 * @param maxFailed the share of failed photos, 0…1, above which the run stops
 * @param onEmpty what an input without photos is
 */
public record RunLimits(int commitEvery, int photos, double maxFailed, OnEmpty onEmpty) {
  public static final RunLimits DEFAULT = new RunLimits(1000, Integer.MAX_VALUE, 1, OnEmpty.FAIL);

  /** What an input without photos is. */
  public enum OnEmpty {
    FAIL,
    FINISH
  }

  public RunLimits {
    if (commitEvery < 1 || photos < 1) {
      throw new IllegalArgumentException(
          "a commit and a limit are at least one photo, got %d and %d"
              .formatted(commitEvery, photos));
    }
    if (!(maxFailed >= 0 && maxFailed <= 1)) {
      throw new IllegalArgumentException("a share is 0…1, got " + maxFailed);
    }
  }
}
