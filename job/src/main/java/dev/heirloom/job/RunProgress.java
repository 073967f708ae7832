package dev.heirloom.job;

import dev.heirloom.restoration.spark.PhotoCounters;

/** Told how a run goes; called from one thread. */
public interface RunProgress {
  /** Says nothing. */
  RunProgress SILENT = (total, counters) -> () -> {};

  /**
   * A run begins.
   *
   * @param counters to be looked at while it runs
   * @return closed when the run has ended, however
   */
  Watch start(long total, PhotoCounters counters);

  /** Somebody looking on. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
