package dev.heirloom.job.source;

/** The input cannot be used. The message is one line for people: problem, cause, remedy. */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
