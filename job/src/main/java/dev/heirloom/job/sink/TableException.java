package dev.heirloom.job.sink;

/** The tables cannot be used. The message is one line for people: problem, cause, remedy. */
public final class TableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TableException(String message) {
    super(message);
  }

  public TableException(String message, Throwable cause) {
    super(message, cause);
  }
}
