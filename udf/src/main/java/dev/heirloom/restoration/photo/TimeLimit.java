package dev.heirloom.restoration.photo;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

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

  /** Closed when the photo is done. */
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  private TimeLimit() {}

  /**
   * @param limit zero for none
   * @param overtime called by another thread if the watch is not closed by then
   */
  public static Watch begin(Duration limit, Runnable overtime) {
    if (limit.isZero()) {
      return () -> {};
    }
    Future<?> end = CLOCK.schedule(overtime, limit.toMillis(), TimeUnit.MILLISECONDS);
    return () -> end.cancel(false);
  }

  /** How many photos are watched. */
  static int watched() {
    return CLOCK.getQueue().size();
  }
}
