package dev.heirloom.restoration.detect;

import dev.heirloom.restoration.model.ModelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;

/**
 * Native things that one thread at a time may use: made when all are out, kept when they come back.
 * Threads may share the pool; closing it frees what is in, and what is out when it comes back.
 */
final class Pool<T extends Pointer> implements AutoCloseable {
  private final Supplier<T> maker;
  private final Deque<T> idle = new ArrayDeque<>();
  private boolean closed;

  Pool(Supplier<T> maker) {
    this.maker = maker;
  }

  /**
   * Lends one to {@code work}; one that failed is not lent again.
   *
   * @throws ModelException after {@link #close}
   */
  <R> R use(Function<T, R> work) {
    T one = borrow();
    boolean done = false;
    try {
      R result = work.apply(one);
      done = true;
      return result;
    } finally {
      if (!done || !giveBack(one)) {
        one.close();
      }
    }
  }

  private T borrow() {
    synchronized (this) {
      if (closed) {
        throw new ModelException("the detector was closed while photos were waiting");
      }
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    return maker.get();
  }

  private synchronized boolean giveBack(T one) {
    if (closed) {
      return false;
    }
    idle.push(one);
    return true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(Pointer::close);
    idle.clear();
  }
}
