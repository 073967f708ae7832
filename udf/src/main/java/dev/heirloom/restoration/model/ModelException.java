package dev.heirloom.restoration.model;

/**
 * A model cannot be used on this machine. The message is one line for people: problem, cause,
 * remedy.
 */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
