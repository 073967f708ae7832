package dev.heirloom.restoration.spark;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Photos of one process side by side, or one alone. */
final class PhotoTurns {
  /** Of this process. */
  static final PhotoTurns HERE = new PhotoTurns();

  /** Fair: who waits to be alone is not overtaken for ever. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

  /** Ended by the thread that began it. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits until no photo is alone in work. */
  Turn together() {
    return begin(lock.readLock());
  }

  /** Waits until no photo is in work. */
  Turn alone() {
    return begin(lock.writeLock());
  }

  private static Turn begin(Lock side) {
    side.lock();
    return side::unlock;
  }
}
