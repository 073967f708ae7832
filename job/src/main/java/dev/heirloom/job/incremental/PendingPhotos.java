package dev.heirloom.job.incremental;

import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.List;
import java.util.Map;

/**
 * What a run has to do, fixed once.
 *
 * @param photos those that are due, in the order of their URIs; not to be changed, and perhaps not
 *     in memory as a whole
 * @param found how many photos of the input are in which state; states without photos are left out
 */
public record PendingPhotos(List<SourcePhoto> photos, Map<PhotoState, Long> found) {

  public PendingPhotos {
    found = Map.copyOf(found);
  }

  public long total() {
    return found.values().stream().mapToLong(Long::longValue).sum();
  }

  public long in(PhotoState state) {
    return found.getOrDefault(state, 0L);
  }

  /** The first {@code limit} of these. */
  public PendingPhotos first(int limit) {
    return photos.size() <= limit ? this : new PendingPhotos(photos.subList(0, limit), found);
  }
}
