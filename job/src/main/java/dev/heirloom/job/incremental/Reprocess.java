package dev.heirloom.job.incremental;

import java.util.EnumSet;
import java.util.Set;

/** Which photos a run takes beyond those that are due anyway. */
public enum Reprocess {
  /** None: new photos, changed bytes, and failures worth another try. */
  NEW(EnumSet.noneOf(PhotoState.class)),
  /** Also those that failed for a reason in their bytes. */
  FAILED(EnumSet.of(PhotoState.FAILED)),
  /** Also those that another recipe made. */
  STALE(EnumSet.of(PhotoState.STALE)),
  /** Everything that was not purged, and no result of another photo is taken over. */
  ALL(EnumSet.complementOf(EnumSet.of(PhotoState.PURGED, PhotoState.DUPLICATE)));

  private static final Set<PhotoState> ALWAYS =
      EnumSet.of(PhotoState.NEW, PhotoState.CHANGED, PhotoState.FAILED_TRANSIENT);

  private final Set<PhotoState> more;

  Reprocess(Set<PhotoState> more) {
    this.more = more;
  }

  /** Whether photos in this state are restored. */
  public boolean takes(PhotoState state) {
    return ALWAYS.contains(state) || more.contains(state);
  }
}
