package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.model.DeviceLostException;
import dev.heirloom.restoration.spark.PoisonJournal.Posted;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of an executor that has lost its GPU: Spark starts another one and does the tasks again.
 * The photos that are in work are not to blame, so their signs are taken back before. Thread-safe.
 */
final class ProcessEnd {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);
  private static final int EXIT_STATUS = 1;
  private static final long PATIENCE_MILLIS = 30_000;

  /** Of this process. Hooks would wait for photos that wait for the GPU. */
  static final ProcessEnd HERE = new ProcessEnd(Runtime.getRuntime()::halt);

  private final Consumer<Integer> halt;
  private final Set<Posted> signs = ConcurrentHashMap.newKeySet();

  /** Shared by those who post, exclusive from the end on: no sign comes after the last. */
  private final ReadWriteLock posting = new ReentrantReadWriteLock();

  private boolean over;

  /**
   * @param halt ends the process with a status
   */
  ProcessEnd(Consumer<Integer> halt) {
    this.halt = halt;
  }

  /** A sign that is taken back should this process end over its GPU; waits for ever if it does. */
  Posted sign(Supplier<Posted> post) {
    posting.readLock().lock();
    try {
      Posted posted = post.get();
      signs.add(posted);
      return () -> {
        signs.remove(posted);
        posted.close();
      };
    } finally {
      posting.readLock().unlock();
    }
  }

  /**
   * Ends this process. To be called by threads that have no photo in work; a task that failed
   * instead would be tried here again at once, and soon as often as it may be.
   */
  synchronized void over(DeviceLostException loss, TaskProcess process) {
    if (over) {
      return;
    }
    over = true;
    LastWords words = new LastWords(process.executor(), String.valueOf(loss.getMessage()));
    words.log();
    Thread farewell = new Thread(() -> sayFarewell(words), "farewell");
    farewell.setDaemon(true);
    farewell.start();
    try {
      farewell.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    halt.accept(EXIT_STATUS);
  }

  private void sayFarewell(LastWords words) {
    posting.writeLock().lock();
    for (Posted sign : signs) {
      attempt("take back a sign", sign::close);
    }
    attempt("tell the driver", () -> TaskProcess.tellDriver(words));
  }

  private static void attempt(String what, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.warn("Could not {}: {}", what, e.getMessage());
    }
  }
}
