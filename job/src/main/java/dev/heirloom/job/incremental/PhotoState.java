package dev.heirloom.job.incremental;

/** What the tables know of a photo of the input. */
public enum PhotoState {
  /** Never seen. */
  NEW,
  /** Never seen under this name, with the bytes of a photo that is done by this recipe. */
  DUPLICATE,
  /** Seen with other bytes. */
  CHANGED,
  /** Failed for a reason that may have gone: tried again by itself. */
  FAILED_TRANSIENT,
  /** Failed for a reason that lies in its bytes. */
  FAILED,
  /** Done, by another recipe than this run's. */
  STALE,
  /** Done, by this recipe. */
  CURRENT,
  /** Purged: never done again, unless that is lifted. */
  PURGED
}
