package dev.heirloom.job;

import java.time.Duration;

/**
 * How far a run goes.
 *
 * @param commitEvery photos of one commit, at least 1
 * @param photos the most photos that are processed
 * @param maxFailed the share of failed photos, 0…1, above which the run stops
 * @param onEmpty what an input without photos is
 * @param perPhoto the longest time for one photo; zero for none
 */
public record RunLimits(
    int commitEvery, int photos, double maxFailed, OnEmpty onEmpty, Duration perPhoto) {
  /** For a photo of 100 megapixels with hundreds of faces, on a slow machine. */
  public static final Duration PER_PHOTO = Duration.ofMinutes(30);

  public static final RunLimits DEFAULT = new RunLimits(1000, Integer.MAX_VALUE, 1, OnEmpty.FAIL);

  /** What an input without photos is. */
  public enum OnEmpty {
    FAIL,
    FINISH
  }

  /** With {@link #PER_PHOTO}. */
  public RunLimits(int commitEvery, int photos, double maxFailed, OnEmpty onEmpty) {
    this(commitEvery, photos, maxFailed, onEmpty, PER_PHOTO);
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
    if (perPhoto.isNegative()) {
      throw new IllegalArgumentException(
          "the time for a photo is not negative, got %d s".formatted(perPhoto.toSeconds()));
    }
  }
}
