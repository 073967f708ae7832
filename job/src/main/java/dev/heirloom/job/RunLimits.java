package dev.heirloom.job;

import java.time.Duration;

/**
 * How far a run goes.
 *
 * @param commitEvery photos of one commit; 0 for as many as suit the cluster
 * @param photos the most photos that are processed
 * @param maxFailed the share of failed photos, 0…1, above which the run stops
 * @param onEmpty what an input without photos is
 * @param perPhoto the longest time for one photo; zero for none
 */
public record RunLimits(
    int commitEvery, int photos, double maxFailed, OnEmpty onEmpty, Duration perPhoto) {
  /** For a photo of 100 megapixels with hundreds of faces, on a slow machine. */
  public static final Duration PER_PHOTO = Duration.ofMinutes(30);

  private static final int SMALLEST_COMMIT = 1000;

  /** Scans of some megabytes: a slot has minutes of work between commits, a file 100 MB. */
  private static final int COMMIT_PER_SLOT = 200;

  public static final RunLimits DEFAULT = new RunLimits(0, Integer.MAX_VALUE, 1, OnEmpty.FAIL);

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
    if (commitEvery < 0) {
      throw new IllegalArgumentException("a commit has photos, got " + commitEvery);
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

  /**
   * Photos of one commit, at least 1.
   *
   * @param slots tasks that run at a time
   */
  int photosOfCommit(int slots) {
    return commitEvery > 0 ? commitEvery : Math.max(SMALLEST_COMMIT, COMMIT_PER_SLOT * slots);
  }
}
