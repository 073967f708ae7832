package dev.heirloom.restoration.model;

/**
 * The GPU is lost to this process: what is asked of it from now on fails, whichever photo it is
 * for. Only another process can use it again, if it still works.
 */
public final class DeviceLostException extends ModelException {
  private static final long serialVersionUID = 1L;

  /**
   * @param model name of the one that was running
   * @param symptom what was said by which the loss is known, in one line
   */
  public DeviceLostException(String model, String symptom, Throwable cause) {
    super(
        "the GPU is lost to this process (model %s: %s); start again, and if that does not help see what the kernel says of the GPU (lines with Xid in dmesg)"
            .formatted(model, symptom),
        cause);
  }
}
