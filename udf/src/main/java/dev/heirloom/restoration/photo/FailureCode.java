package dev.heirloom.restoration.photo;

/**
 * Why a photo could not be restored. The names are part of the result table and never change their
 * meaning.
 */
public enum FailureCode {
  /** The store did not give the bytes; worth another try. */
  READ_FAILED("source", true),
  /** Listed, but gone or changed when it was read; worth another try. */
  VANISHED("source", true),
  EMPTY_FILE("decode", false),
  /** The magic bytes belong to no image format known here. */
  NOT_AN_IMAGE("decode", false),
  /** An image format that is recognised by name, and not read. */
  UNSUPPORTED_FORMAT("decode", false),
  /** The header states more pixels than allowed; nothing was allocated. */
  TOO_LARGE("decode", false),
  /** The file ends before its picture does. */
  TRUNCATED("decode", false),
  /** The decoder could not make a picture of the bytes. */
  CORRUPT("decode", false),
  /** A model gave numbers that are no face. */
  BAD_MODEL_OUTPUT("restore", false),
  ENCODE_FAILED("encode", false),
  /** Native or heap memory was short for this photo; worth another try. */
  OUT_OF_MEMORY("restore", true),
  /** Ends the process that works on it, or does not end in time; not tried again. */
  POISONED("process", false),
  /** An error of this program, found with this photo. */
  INTERNAL("restore", false);

  private final String stage;
  private final boolean transientFailure;

  FailureCode(String stage, boolean transientFailure) {
    this.stage = stage;
    this.transientFailure = transientFailure;
  }

  /** The stage in which this failure is found, when nothing nearer is known. */
  public String stage() {
    return stage;
  }

  /** Whether the same bytes may do better another time. */
  public boolean isTransient() {
    return transientFailure;
  }
}
