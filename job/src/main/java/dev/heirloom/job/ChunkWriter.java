package dev.heirloom.job;

import dev.heirloom.job.sink.RestorationsTable;
import dev.heirloom.job.sink.RunLock;
import dev.heirloom.job.source.PhotoSource;
import dev.heirloom.restoration.spark.PhotoCounters;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.RestorationRun;
import dev.heirloom.restoration.spark.RestorePartition;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Restores slices of the pending photos and commits each. Two are under way at a time, so that the
 * next one fills the task slots that the tail of the last leaves free.
 */
final class ChunkWriter {
  private static final int IN_FLIGHT = 2;
  private static final int STOP_PATIENCE_MINUTES = 10;

  private final SparkSession spark;
  private final PhotoSource source;
  private final RestorationsTable table;
  private final RestorationRun run;
  private final PhotoCounters counters;

  ChunkWriter(
      SparkSession spark,
      PhotoSource source,
      RestorationsTable table,
      RestorationRun run,
      PhotoCounters counters) {
    this.spark = spark;
    this.source = source;
    this.table = table;
    this.run = run;
    this.counters = counters;
  }

  /**
   * @throws JobException if a chunk fails, or more photos fail than {@code limits} allow; what was
   *     committed stays
   * @throws dev.heirloom.job.sink.TableException if the lock has passed on to another run
   */
  void writeAll(List<SourcePhoto> photos, RunLimits limits, RunLock lock) {
    List<List<SourcePhoto>> chunks = source.chunks(photos, limits.commitEvery());
    Broadcast<SerializableConfiguration> hadoop =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    RestorePartition restore = new RestorePartition(run, hadoop, counters);
    ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT);
    boolean allDone = false;
    try {
      ExecutorCompletionService<Integer> jobs = new ExecutorCompletionService<>(threads);
      int submitted = 0;
      for (int done = 0; done < chunks.size(); done++) {
        while (submitted < Math.min(chunks.size(), done + IN_FLIGHT)) {
          int chunk = submitted++;
          lock.requireHeld();
          jobs.submit(() -> write(chunks.get(chunk), chunk, restore), chunk);
        }
        jobs.take().get();
        requireFewFailures(limits.maxFailed());
      }
      allDone = true;
    } catch (ExecutionException e) {
      throw new JobException("a commit failed: " + Causes.oneLine(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobException("interrupted; what was committed stays", e);
    } finally {
      if (!allDone) {
        spark.sparkContext().cancelJobGroup(run.id());
      }
      stop(threads);
      hadoop.destroy();
    }
  }

  /** No commit may come after this run has given up its lock: what is under way ends first. */
  private void stop(ExecutorService threads) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP_PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        throw new JobException("a commit does not end; end this process before the next run");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<SourcePhoto> chunk, int number, RestorePartition restore) {
    spark.sparkContext().setJobGroup(run.id(), "chunk " + number, false);
    table.append(
        source.load(chunk).mapPartitions(restore, PhotoSchema.encoder()), run.id(), number);
  }

  private void requireFewFailures(double maxShare) {
    long photos = counters.photos().value();
    long failed = counters.failed().value();
    if (failed > maxShare * photos) {
      throw new JobException(
          "%d of %d photos failed, more than --max-failed %s allows; see their rows, or raise the share"
              .formatted(failed, photos, maxShare));
    }
  }
}
