package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.SessionSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one restorer of this process for given models: opened by whoever needs it first, shared by
 * all tasks, closed when the executor stops.
 *
 * <p>Closing takes the exclusive side of a lock whose shared side every call holds: native sessions
 * freed under a running call would take the process down.
 */
public final class ExecutorRestorer {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorRestorer.class);
  private static final long CLOSE_PATIENCE_SECONDS = 20;

  /** After Spark, which stops at 40: a run that is told to end may finish what it has begun. */
  private static final int EXIT_PRIORITY = 30;

  private static final Map<Key, ExecutorRestorer> OPEN = new HashMap<>();
  private static int opened;
  private static OptionalInt gpu = OptionalInt.empty();
  private static OptionalInt tasks = OptionalInt.empty();
  private static boolean closesAtExit;

  private record Key(RestorerFactory factory, ModelSettings models) {}

  private final Restorer restorer;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private ExecutorRestorer(Restorer restorer) {
    this.restorer = restorer;
  }

  /**
   * The restorer for {@code models}, opened now if it is not yet.
   *
   * @throws dev.heirloom.restoration.model.ModelException if the models cannot be used here
   */
  public static ExecutorRestorer of(
      RestorerFactory factory, ModelSettings models, ModelFetcher fetcher) {
    synchronized (OPEN) {
      return OPEN.computeIfAbsent(
          new Key(factory, models), key -> new ExecutorRestorer(open(key, fetcher)));
    }
  }

  /**
   * Which GPU models are opened on from now on, whatever their settings say.
   *
   * @param ordinal from 0, among those that this process sees
   */
  static void useGpu(int ordinal) {
    synchronized (OPEN) {
      gpu = OptionalInt.of(ordinal);
    }
  }

  /** How many tasks at a time models are opened for from now on, whatever their settings say. */
  static void openFor(int atATime) {
    synchronized (OPEN) {
      tasks = OptionalInt.of(atATime);
    }
  }

  private static SessionSettings here(SessionSettings session) {
    SessionSettings placed = gpu.isPresent() ? session.onGpu(gpu.getAsInt()) : session;
    return tasks.isPresent() ? placed.withCallers(tasks.getAsInt()) : placed;
  }

  private static Restorer open(Key key, ModelFetcher fetcher) {
    long start = System.nanoTime();
    ModelSettings models = key.models().withSession(here(key.models().session()));
    Restorer restorer = key.factory().open(models, fetcher);
    opened++;
    closeAtExit();
    LOG.info(
        "Opened restorer {} of this process: {} on {} ({}), {} ms",
        opened,
        key.models().restorer().location(),
        restorer.provider(),
        restorer.deviceName(),
        (System.nanoTime() - start) / 1_000_000);
    return restorer;
  }

  private static void closeAtExit() {
    if (!closesAtExit) {
      ShutdownHookManager.get()
          .addShutdownHook(
              ExecutorRestorer::closeAll,
              EXIT_PRIORITY,
              CLOSE_PATIENCE_SECONDS + 1,
              TimeUnit.SECONDS);
      closesAtExit = true;
    }
  }

  /** Waits for running calls, then frees everything. Later calls of {@link #of} open afresh. */
  public static void closeAll() {
    synchronized (OPEN) {
      OPEN.values().forEach(ExecutorRestorer::close);
      OPEN.clear();
    }
  }

  /**
   * @see Restorer#restore
   * @throws IllegalStateException if the restorer was closed in the meantime: the process is going
   *     down, and another one does the task
   */
  public PhotoResult restore(byte[] photo, RestorationSettings settings) {
    return whileOpen(() -> restorer.restore(photo, settings));
  }

  /** Execution provider in use, by name. */
  public String provider() {
    return whileOpen(restorer::provider);
  }

  /** The processor or GPU by name. */
  public String deviceName() {
    return whileOpen(restorer::deviceName);
  }

  /** Bytes outside the heap that the restorer's model takes. */
  public long modelMemory() {
    return whileOpen(restorer::modelMemory);
  }

  private <T> T whileOpen(Supplier<T> call) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the restorer is closed: this executor is stopping");
      }
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** A call that outlasts the patience keeps its native memory: the process ends anyway. */
  private void close() {
    try {
      if (!lock.writeLock().tryLock(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A photo is still being restored; its models are left to the end of the process");
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      closed = true;
      restorer.close();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
