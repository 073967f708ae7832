package dev.heirloom.job;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * SIGTERM or Ctrl-C while a run is under way. The run begins nothing new and may finish what it has
 * begun for a while; then that is abandoned, and the run still has time to say so in its tables and
 * to give up its lock. Containers are killed 30 seconds after the signal.
 */
final class StopRequest implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  /** Before Spark, which stops its context at 40, and takes everything away from the run. */
  private static final int PRIORITY = 100;

  private final Duration grace;
  private final Runnable abandon;
  private final Runnable hook = this::stop;
  private final CountDownLatch runEnded = new CountDownLatch(1);
  private volatile boolean made;

  StopRequest(Duration grace, Runnable abandon) {
    this.grace = grace;
    this.abandon = abandon;
  }

  /**
   * @param abandon ends what the run waits for
   * @return to be closed when the run has ended and holds nothing any more
   */
  static StopRequest listen(Runnable abandon) {
    StopRequest request = new StopRequest(GRACE, abandon);
    ShutdownHookManager.get()
        .addShutdownHook(
            request.hook,
            PRIORITY,
            GRACE.plus(FAREWELL).plusSeconds(1).toSeconds(),
            TimeUnit.SECONDS);
    return request;
  }

  /** Whether nothing new may be begun. */
  boolean isMade() {
    return made;
  }

  /** Returns when the run has ended, or will not. */
  void stop() {
    made = true;
    try {
      if (!runEnded.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        abandon.run();
        runEnded.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    runEnded.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
