package dev.heirloom.restoration.photo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Watches over the time that single photos take. Thread-safe. */
public final class TimeLimit {
  private static final ScheduledThreadPoolExecutor CLOCK =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "photo-time-limit");
            thread.setDaemon(true);
            return thread;
          });

  static {
    // Or it would hold each photo that is done until its time is up.
    CLOCK.setRemoveOnCancelPolicy(true);
  }

  /** That of the photo which a thread has in work; of two the one that began last. */
  private static final ThreadLocal<Watch> CURRENT = new ThreadLocal<>();

  private TimeLimit() {}

  /** The time of one photo. Closed, by the thread that began it, when the photo is done. */
  public static final class Watch implements AutoCloseable {
    private final Runnable overtime;
    private final @Nullable Watch outer = CURRENT.get();
    private long nanosLeft;
    private long since;
    private Optional<Future<?>> end = Optional.empty();

    private Watch(Duration limit, Runnable overtime) {
      this.overtime = overtime;
      this.nanosLeft = limit.toNanos();
      go();
      CURRENT.set(this);
    }

    private void go() {
      since = System.nanoTime();
      if (nanosLeft > 0) {
        end = Optional.of(CLOCK.schedule(overtime, nanosLeft, TimeUnit.NANOSECONDS));
      }
    }

    private void halt() {
      if (end.isPresent()) {
        end.get().cancel(false);
        nanosLeft = Math.max(1, nanosLeft - (System.nanoTime() - since));
      }
    }

    @Override
    public void close() {
      halt();
      if (outer == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(outer);
      }
    }
  }

  /**
   * @param limit zero for none
   * @param overtime called by another thread if the watch is not closed by then
   */
  public static Watch begin(Duration limit, Runnable overtime) {
    return new Watch(limit, overtime);
  }

  /** Waits for what other photos hold: the time is not that of the photo in work here. */
  public static void standingStill(Runnable waiting) {
    Watch watch = CURRENT.get();
    if (watch == null) {
      waiting.run();
      return;
    }
    watch.halt();
    try {
      waiting.run();
    } finally {
      watch.go();
    }
  }

  /** How many photos are watched. */
  static int watched() {
    return CLOCK.getQueue().size();
  }
}
