package dev.heirloom.restoration.photo;

/**
 * This photo cannot be restored, for a reason that lies in the photo. It becomes a row, never a
 * failed task.
 */
public final class PhotoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  /**
   * @param message one line for the result table: what is wrong with the photo
   */
  public PhotoException(FailureCode code, String message) {
    super(message);
    this.code = code;
  }

  public PhotoException(FailureCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public FailureCode code() {
    return code;
  }
}
