package dev.heirloom.job.sink;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run at a time for the tables of one place. The holder gives a sign of life from time to time;
 * one that gives none any more is taken for dead, and the lock passes on.
 *
 * <p>No two machines' clocks are compared: how old a sign is, is seen by the store's own clock, and
 * before a lock is taken from its holder a newer sign is waited for. A holder that was suspended so
 * long that its lock has passed on learns it at the next {@link #requireHeld}.
 */
public final class RunLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  /**
   * How a holder shows that it lives.
   *
   * @param beat between two signs of life
   * @param expiry after the last sign; some beats long
   */
  record Timing(Duration beat, Duration expiry) {
    static final Timing DEFAULT = new Timing(Duration.ofSeconds(15), Duration.ofSeconds(90));
    private static final int WATCHED_BEATS = 3;

    Timing {
      if (expiry.compareTo(beat.multipliedBy(WATCHED_BEATS)) < 0) {
        throw new IllegalArgumentException(
            "a lock expires after %d beats of %s at the soonest, got %s"
                .formatted(WATCHED_BEATS, beat, expiry));
      }
    }
  }

  private final LockFolder folder;
  private final long term;
  private final Timing timing;
  private final ScheduledExecutorService heart;
  private volatile long lastBeat = System.nanoTime();
  private volatile boolean lost;
  private long beats;

  private RunLock(LockFolder folder, long term, Timing timing) {
    this.folder = folder;
    this.term = term;
    this.timing = timing;
    this.heart =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "run-lock");
              thread.setDaemon(true);
              return thread;
            });
    long millis = timing.beat().toMillis();
    heart.scheduleAtFixedRate(this::beat, millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * @param output the place of the tables; made if it is missing
   * @throws RunLockedException if another run holds it
   * @throws TableException if nothing can be written there
   */
  public static RunLock take(Path output, String runId, Configuration hadoop) {
    return take(output, runId, hadoop, Timing.DEFAULT);
  }

  static RunLock take(Path output, String runId, Configuration hadoop, Timing timing) {
    try {
      LockFolder folder = folder(output, hadoop);
      return new RunLock(folder, begin(folder, runId, timing), timing);
    } catch (IOException e) {
      throw new TableException(
          "cannot write to %s: %s; check the name and the right to write"
              .formatted(output, e.getMessage()),
          e);
    }
  }

  /**
   * Who holds the lock, as far as it shows without waiting for another sign of life.
   *
   * @return a line for people; nothing if the lock is free, or its holder has ended for certain
   * @throws TableException if that cannot be read
   */
  public static Optional<String> holder(Path output, Configuration hadoop) {
    try {
      LockFolder folder = folder(output, hadoop);
      long newest = folder.newest();
      if (newest == 0 || folder.isEnded(newest) || folder.owner(newest).isGone()) {
        return Optional.empty();
      }
      long silence = Math.max(0, folder.now() - folder.lastSign(newest)) / 1000;
      return Optional.of(
          "%s, last sign of life %d s ago".formatted(folder.owner(newest).description(), silence));
    } catch (FileNotFoundException e) {
      LOG.debug("The lock below {} passes on just now", output);
      return Optional.empty();
    } catch (IOException e) {
      throw new TableException(
          "cannot look at the lock below %s: %s; check the right to read and to write"
              .formatted(output, e.getMessage()),
          e);
    }
  }

  private static LockFolder folder(Path output, Configuration hadoop) throws IOException {
    Path place = new Path(output, "_lock");
    return new LockFolder(place.getFileSystem(hadoop), place);
  }

  private static long begin(LockFolder folder, String runId, Timing timing) throws IOException {
    long newest = folder.newest();
    if (newest > 0 && !isFree(folder, newest, timing)) {
      throw locked(folder, newest, timing);
    }
    long term = newest + 1;
    if (!folder.begin(term, LockOwner.me(runId))) {
      throw locked(folder, term, timing);
    }
    // Whoever listed long ago may begin a term that was, and is forgotten.
    long now = folder.newest();
    if (now != term) {
      throw locked(folder, now, timing);
    }
    folder.forgetBefore(term);
    return term;
  }

  private static boolean isFree(LockFolder folder, long term, Timing timing) throws IOException {
    if (folder.isEnded(term)) {
      return true;
    }
    try {
      LockOwner owner = folder.owner(term);
      if (owner.isGone() || !isAlive(folder, term, timing)) {
        LOG.warn(
            "The lock {} was held by {}, which is gone; taking over", folder, owner.description());
        return true;
      }
    } catch (FileNotFoundException e) {
      LOG.debug("Term {} of {} is over and another began just now", term, folder);
    }
    return false;
  }

  private static boolean isAlive(LockFolder folder, long term, Timing timing) throws IOException {
    if (folder.now() - folder.lastSign(term) < timing.expiry().toMillis()) {
      return true;
    }
    String last = folder.beat(term);
    for (int i = 0; i < Timing.WATCHED_BEATS; i++) {
      sleep(timing.beat());
      if (!folder.beat(term).equals(last)) {
        return true;
      }
    }
    return false;
  }

  private static RunLockedException locked(LockFolder folder, long term, Timing timing)
      throws IOException {
    String holder;
    try {
      holder = folder.owner(term).description();
    } catch (FileNotFoundException e) {
      holder = "a run that began just now";
    }
    return new RunLockedException(
        "the tables are held by %s; wait for it (if it is dead, its lock expires %d s after its last sign of life)"
            .formatted(holder, timing.expiry().toSeconds()));
  }

  private void beat() {
    try {
      if (folder.newest() != term) {
        lost = true;
        heart.shutdown();
        return;
      }
      folder.beat(term, ++beats);
      lastBeat = System.nanoTime();
    } catch (IOException | RuntimeException e) {
      LOG.warn("No sign of life could be left in {}: {}", folder, e.getMessage());
    }
  }

  /**
   * Called before something is written that only the holder may write.
   *
   * @throws TableException if the lock has passed on, or is about to because no sign of life could
   *     be left
   */
  public void requireHeld() {
    if (lost) {
      throw new TableException(
          "another run has taken over the lock of this one, which was suspended or cut off; what"
              + " was committed stays, and the other run does the rest");
    }
    if (System.nanoTime() - lastBeat > timing.expiry().toNanos()) {
      throw new TableException(
          "no sign of life could be left in %s for %d s, so that another run may take over; what was committed stays, start again when the store answers"
              .formatted(folder, timing.expiry().toSeconds()));
    }
  }

  private static void sleep(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a sign of life", e);
    }
  }

  @Override
  public void close() {
    heart.shutdown();
    try {
      if (heart.awaitTermination(timing.expiry().toMillis(), TimeUnit.MILLISECONDS) && !lost) {
        folder.end(term);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("Cannot give up the lock {}: {}; it expires by itself", folder, e.getMessage());
    }
  }
}
