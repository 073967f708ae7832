package dev.heirloom.job;

import java.lang.reflect.Field;

/** What a bug in native code does to the process. */
final class BrokenProcess {
  private BrokenProcess() {}

  /** Writes where nothing may be written: the process ends by a signal. */
  static void crash() {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      unsafe.getMethod("putAddress", long.class, long.class).invoke(instance.get(null), 8L, 1L);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("the process has outlived a write to address 8");
  }

  /** Never returns, whatever is done to the thread. */
  static void hang() {
    while (true) {
      pause(Long.MAX_VALUE);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      // Native code is not interrupted.
    }
  }
}
