package dev.heirloom.job.sink;

/**
 * What became of the photos of a run.
 *
 * @param photos rows written: the sum of the following three
 */
public record RunCounts(long photos, long restored, long unchanged, long failed, Faces faces) {
  public static final RunCounts NONE = new RunCounts(0, 0, 0, 0, new Faces(0, 0));

  /**
   * @param found faces of all photos
   * @param restored those that were restored
   */
  public record Faces(long found, long restored) {}
}
