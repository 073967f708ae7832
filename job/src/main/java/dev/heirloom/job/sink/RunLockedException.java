package dev.heirloom.job.sink;

/** Another run holds the tables. The message names it. */
public final class RunLockedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunLockedException(String message) {
    super(message);
  }
}
