package dev.heirloom.job;

import dev.heirloom.job.incremental.Duplicate;
import dev.heirloom.job.incremental.PendingPhotos;
import dev.heirloom.job.sink.RestorationsTable;
import dev.heirloom.job.sink.RunLock;
import dev.heirloom.job.source.PhotoSource;
import dev.heirloom.restoration.spark.HadoopBroadcast;
import dev.heirloom.restoration.spark.PhotoCounters;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.PoisonJournal;
import dev.heirloom.restoration.spark.Precautions;
import dev.heirloom.restoration.spark.RestorationRun;
import dev.heirloom.restoration.spark.RestorePartition;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.commons.collections4.ListUtils;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the results of duplicates, restores the other pending photos, slice by slice, and commits
 * each. Two are under way at a time, so that the next one fills the task slots that the tail of the
 * last leaves free.
 */
final class ChunkWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkWriter.class);
  private static final int IN_FLIGHT = 2;
  private static final int NEWS_PATIENCE_SECONDS = 10;
  private static final int STOP_PATIENCE_MINUTES = 10;

  private final SparkSession spark;
  private final PhotoSource source;
  private final RestorationsTable table;
  private final RestorationRun run;
  private final PhotoCounters counters;
  private final Precautions precautions;
  private final PoisonJournal journal;

  ChunkWriter(
      SparkSession spark,
      PhotoSource source,
      RestorationsTable table,
      RestorationRun run,
      PhotoCounters counters,
      Precautions precautions,
      PoisonJournal journal) {
    this.spark = spark;
    this.source = source;
    this.table = table;
    this.run = run;
    this.counters = counters;
    this.precautions = precautions;
    this.journal = journal;
  }

  /**
   * @throws JobException if a chunk fails, more photos fail than {@code limits} allow, or the run
   *     is stopped; what was committed stays
   * @throws dev.heirloom.job.sink.TableException if the lock has passed on to another run
   */
  void writeAll(PendingPhotos pending, RunLimits limits, RunLock lock, StopRequest stop) {
    int size = limits.photosOfCommit(TaskSlots.of(spark));
    List<List<SourcePhoto>> chunks = source.chunks(pending.photos(), size);
    List<List<Duplicate>> copies = ListUtils.partition(pending.duplicates(), size);
    Broadcast<SerializableConfiguration> hadoop = HadoopBroadcast.of(spark);
    RestorePartition restore = new RestorePartition(run, hadoop, counters, precautions);
    int commits = copies.size() + chunks.size();
    ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT);
    boolean allDone = false;
    try {
      ExecutorCompletionService<Integer> jobs = new ExecutorCompletionService<>(threads);
      int submitted = 0;
      for (int done = 0; done < commits; done++) {
        while (submitted < Math.min(commits, done + IN_FLIGHT) && !stop.isMade()) {
          int commit = submitted++;
          lock.requireHeld();
          jobs.submit(
              () -> {
                if (commit < copies.size()) {
                  copy(copies.get(commit), commit);
                } else {
                  write(chunks.get(commit - copies.size()), commit, restore);
                }
              },
              commit);
        }
        if (submitted == done) {
          throw new JobException("stopped from outside; what was committed stays");
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

  private void copy(List<Duplicate> duplicates, int number) {
    spark.sparkContext().setJobGroup(run.id(), "copies " + number, false);
    table.appendCopies(duplicates, run, number);
  }

  /** Tasks are tried a few times only, and a chunk may hold many photos that end executors. */
  private void write(List<SourcePhoto> chunk, int number, RestorePartition restore) {
    spark.sparkContext().setJobGroup(run.id(), "chunk " + number, false);
    int deaths = journal.deaths();
    try {
      append(chunk, number, restore);
    } catch (Exception e) {
      if (!Causes.isLostExecutor(e) || (restore.isWary() && !hasJournalGrown(deaths))) {
        throw e;
      }
      LOG.warn("Chunk {} lost its executors; its photos are watched one by one", number);
      write(chunk, number, restore.whenWary());
    }
  }

  /** Whether the loss led nearer to the photo behind it. */
  private boolean hasJournalGrown(int deaths) {
    // The news of a lost executor may come after that of the job it failed.
    for (int i = 0; i < NEWS_PATIENCE_SECONDS && journal.deaths() <= deaths; i++) {
      try {
        TimeUnit.SECONDS.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return journal.deaths() > deaths;
  }

  private void append(List<SourcePhoto> chunk, int number, RestorePartition restore) {
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
