package dev.heirloom.job.incremental;

import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.List;
import java.util.Map;

/**
 * What a run has to do, fixed once.
 *
 * @param photos those that are to be restored, in the order of their URIs; not to be changed, and
 *     perhaps not in memory as a whole
 * @param duplicates those that are given the result of another photo, in the order of its URI;
 *     likewise
 * @param found how many photos of the input are in which state; states without photos are left out
 * @param gone photos of the tables that have left the input
 */
public record PendingPhotos(
    List<SourcePhoto> photos,
    List<Duplicate> duplicates,
    Map<PhotoState, Long> found,
    GonePhotos gone) {

  public PendingPhotos {
    found = Map.copyOf(found);
  }

  /** Photos of the input. */
  public long total() {
    return found.values().stream().mapToLong(Long::longValue).sum();
  }

  public long in(PhotoState state) {
    return found.getOrDefault(state, 0L);
  }

  /** Photos to restore or to give a result. */
  public int due() {
    return photos.size() + duplicates.size();
  }

  /** The first {@code limit} of these, duplicates first. */
  public PendingPhotos first(int limit) {
    if (due() <= limit) {
      return this;
    }
    int taken = Math.min(limit, duplicates.size());
    return new PendingPhotos(
        photos.subList(0, Math.min(limit - taken, photos.size())),
        duplicates.subList(0, taken),
        found,
        gone);
  }
}
