package dev.heirloom.restoration.spark;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Watches over the time that single photos take. */
final class PhotoTimeLimit {
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "photo-time-limit");
            thread.setDaemon(true);
            return thread;
          });

  /** Closed when the photo is done. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  private PhotoTimeLimit() {}

  /**
   * @param limit zero for none
   * @param overtime called by another thread if the watch is not closed by then
   */
  static Watch begin(Duration limit, Runnable overtime) {
    if (limit.isZero()) {
      return () -> {};
    }
    Future<?> end = CLOCK.schedule(overtime, limit.toMillis(), TimeUnit.MILLISECONDS);
    return () -> end.cancel(false);
  }
}
