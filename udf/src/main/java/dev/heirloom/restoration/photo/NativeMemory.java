package dev.heirloom.restoration.photo;

import java.util.Locale;

/** Tells shortage of native memory, which OpenCV reports like any other error. */
public final class NativeMemory {
  private NativeMemory() {}

  /** Whether OpenCV, or the C++ library below it, gave up for want of memory. */
  public static boolean wasShort(RuntimeException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("insufficient memory") || message.contains("bad_alloc");
  }
}
