package dev.heirloom.job.cli;

import dev.heirloom.job.RunProgress;
import dev.heirloom.restoration.spark.PhotoCounters;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A bar that moves on a terminal; a line every 30 seconds elsewhere. */
final class ConsoleProgress implements RunProgress {
  private static final int BAR = 30;
  private static final long TERMINAL_MILLIS = 500;
  private static final long ELSEWHERE_MILLIS = 30_000;

  private final PrintWriter err;

  /** Whether stderr is a terminal Java cannot say; the launcher does. */
  private final boolean terminal = Boolean.getBoolean("heirloom.terminal");

  ConsoleProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public Watch start(long total, PhotoCounters counters) {
    long start = System.nanoTime();
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
    Runnable show = () -> show(Progress.now(total, counters, start));
    long period = terminal ? TERMINAL_MILLIS : ELSEWHERE_MILLIS;
    clock.scheduleAtFixedRate(show, period, period, TimeUnit.MILLISECONDS);
    return () -> {
      clock.shutdownNow();
      if (terminal) {
        show.run();
        err.println();
      }
    };
  }

  private void show(Progress progress) {
    if (terminal) {
      int filled = (int) (BAR * progress.share());
      err.print("\r[%s%s] %s ".formatted("#".repeat(filled), " ".repeat(BAR - filled), progress));
    } else {
      err.println(progress);
    }
    err.flush();
  }

  /** How far a run is. */
  record Progress(long total, long photos, long faces, long failed, double seconds) {
    static Progress now(long total, PhotoCounters counters, long startNanos) {
      return new Progress(
          total,
          counters.photos().value(),
          counters.faces().value(),
          counters.failed().value(),
          (System.nanoTime() - startNanos) / 1e9);
    }

    double share() {
      return total == 0 ? 1 : Math.min(1, (double) photos / total);
    }

    @Override
    public String toString() {
      return "%,d of %,d photos, %.1f faces/s, %,d failed%s"
          .formatted(photos, total, faces / Math.max(seconds, 1e-3), failed, remaining());
    }

    private String remaining() {
      if (photos == 0 || photos >= total) {
        return "";
      }
      Duration left = Duration.ofSeconds(Math.round(seconds * (total - photos) / photos));
      return ", %d:%02d:%02d left"
          .formatted(left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }
  }
}
