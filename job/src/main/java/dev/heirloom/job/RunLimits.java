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
    if (commitEvery < 1) {
      throw new IllegalArgumentException("a commit has at least one photo, got " + commitEvery);
    }
    if (photos < 1) {
      throw new IllegalArgumentException("a limit is at least one photo, got " + photos);
    }
    if (!(maxFailed >= 0 && maxFailed <= 1)) {
      throw new IllegalArgumentException("the share that may fail is 0…1, got " + maxFailed);
    }
  }
}
