package dev.heirloom.restoration.model;

/**
 * A model cannot be used on this machine. The message is one line for people: problem, cause,
 * remedy.
 */
public sealed class ModelException extends RuntimeException permits DeviceLostException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }

  static void unlessSame(String what, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new ModelException(
          "%s has sha256 %s where %s was expected; the file was altered or is another one: get it again or correct the hash"
              .formatted(what, actual, expected));
    }
  }
}
