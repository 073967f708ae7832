package dev.heirloom.job;

import dev.heirloom.job.incremental.IncrementalPlan;
import dev.heirloom.job.incremental.PendingPhotos;
import dev.heirloom.job.sink.ResultTables;
import dev.heirloom.job.sink.RunCounts;
import dev.heirloom.job.sink.RunLock;
import dev.heirloom.job.source.PhotoSource;
import dev.heirloom.job.source.PhotoSources;
import dev.heirloom.restoration.Recipe;
import dev.heirloom.restoration.spark.PhotoCounters;
import dev.heirloom.restoration.spark.RestorationRun;
import dev.heirloom.restoration.spark.RestorerFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Source → incremental → restore → sink, commit by commit. A run that dies at any moment leaves
 * whole commits; the next run does the rest.
 */
public final class RestorationJob {
  private final SparkSession spark;
  private final RestorerFactory factory;
  private final RunProgress progress;

  public RestorationJob(SparkSession spark, RestorerFactory factory, RunProgress progress) {
    this.spark = spark;
    this.factory = factory;
    this.progress = progress;
  }

  /**
   * Restores what is due.
   *
   * @throws JobException if the run fails, or the input is empty and may not be
   * @throws dev.heirloom.job.source.InputException if the input cannot be used
   * @throws dev.heirloom.job.sink.TableException if the tables cannot be used
   * @throws dev.heirloom.job.sink.RunLockedException if another run holds the tables
   */
  public RunSummary run(JobSettings settings) {
    String runId = UUID.randomUUID().toString();
    ResultTables tables = new ResultTables(spark, settings.output());
    PhotoSource source = new PhotoSources(spark).open(settings.input());
    tables.requireTrustworthyStore();
    try (RunLock lock = RunLock.take(tables.output(), runId, hadoop())) {
      tables.createIfMissing();
      Instant start = Instant.now();
      PendingPhotos pending = plan(settings, tables, source);
      if (pending.photos().isEmpty()) {
        return RunSummary.nothing(pending, start);
      }
      return restore(settings, tables, source, new Begun(runId, lock, pending, start));
    }
  }

  /** What {@link #run} would do. Writes nothing. */
  public RunSummary dryRun(JobSettings settings) {
    Instant start = Instant.now();
    ResultTables tables = new ResultTables(spark, settings.output());
    PhotoSource source = new PhotoSources(spark).open(settings.input());
    return RunSummary.nothing(plan(settings, tables, source), start);
  }

  private PendingPhotos plan(JobSettings settings, ResultTables tables, PhotoSource source) {
    IncrementalPlan plan =
        new IncrementalPlan(recipe(settings).fingerprint(), settings.reprocess());
    PendingPhotos pending = plan.of(source.list(), tables.known());
    if (pending.total() == 0 && settings.limits().onEmpty() == RunLimits.OnEmpty.FAIL) {
      throw new JobException(
          "there are no photos in %s; check the name, or allow it with --allow-empty"
              .formatted(String.join(", ", settings.input().uris())));
    }
    return pending.first(settings.limits().photos());
  }

  private record Begun(String runId, RunLock lock, PendingPhotos pending, Instant start) {}

  private RunSummary restore(
      JobSettings settings, ResultTables tables, PhotoSource source, Begun begun) {
    begun.lock().requireHeld();
    RestorationRun run =
        new RestorationRun(
            begun.runId(),
            tables.runs().nextNumber(),
            factory,
            settings.models(),
            settings.restoration(),
            recipe(settings));
    RunRecorder recorder = new RunRecorder(tables, run, begun.start(), settings.options());
    recorder.started();
    PhotoCounters counters = PhotoCounters.in(spark.sparkContext());
    try (RunProgress.Watch watch = progress.start(begun.pending().photos().size(), counters)) {
      new ChunkWriter(spark, source, tables.restorations(), run, counters)
          .writeAll(begun.pending().photos(), settings.limits(), begun.lock());
    } catch (RuntimeException e) {
      recorder.failed(begun.pending(), e);
      throw e;
    }
    RunCounts counts = recorder.done(begun.pending());
    tables.index().catchUp(tables.restorations().rows());
    return new RunSummary(
        run.id(),
        run.number(),
        begun.pending(),
        counts,
        Duration.between(begun.start(), Instant.now()));
  }

  private Recipe recipe(JobSettings settings) {
    return factory.recipe(settings.models(), settings.restoration());
  }

  private Configuration hadoop() {
    return spark.sessionState().newHadoopConf();
  }
}
