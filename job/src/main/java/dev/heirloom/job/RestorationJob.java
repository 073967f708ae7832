package dev.heirloom.job;

import dev.heirloom.job.delta.StoreAccess;
import dev.heirloom.job.incremental.IncrementalPlan;
import dev.heirloom.job.incremental.PendingPhotos;
import dev.heirloom.job.sink.ResultTables;
import dev.heirloom.job.sink.RunCounts;
import dev.heirloom.job.sink.RunLock;
import dev.heirloom.job.source.CanonicalUri;
import dev.heirloom.job.source.PhotoSource;
import dev.heirloom.job.source.PhotoSources;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.Recipe;
import dev.heirloom.restoration.spark.HadoopBroadcast;
import dev.heirloom.restoration.spark.ImageStore;
import dev.heirloom.restoration.spark.PhotoCounters;
import dev.heirloom.restoration.spark.PoisonJournal;
import dev.heirloom.restoration.spark.Precautions;
import dev.heirloom.restoration.spark.RestorationRun;
import dev.heirloom.restoration.spark.RestorePartition;
import dev.heirloom.restoration.spark.RestorerFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
   * @throws JobException if the run fails, an object store cannot be used, or the input is empty
   *     and may not be
   * @throws dev.heirloom.job.source.InputException if the input cannot be used
   * @throws dev.heirloom.job.sink.TableException if the tables cannot be used
   * @throws dev.heirloom.job.sink.RunLockedException if another run holds the tables
   */
  public RunSummary run(JobSettings settings) {
    requireStoresThatAnswer(settings);
    String runId = UUID.randomUUID().toString();
    ResultTables tables = new ResultTables(spark, settings.output());
    PhotoSource source = new PhotoSources(spark).open(settings.input());
    tables.requireTrustworthyStore();
    try (StopRequest stop = StopRequest.listen(spark.sparkContext()::cancelAllJobs);
        RunLock lock = RunLock.take(tables.output(), runId, hadoop())) {
      tables.createIfMissing();
      Instant start = Instant.now();
      PendingPhotos pending = plan(settings, tables, source);
      if (pending.due() == 0) {
        return RunSummary.nothing(pending, start);
      }
      return restore(settings, tables, source, new Begun(runId, lock, stop, pending, start));
    }
  }

  /**
   * What {@link #run} would do, and what that takes, judged by some photos that are restored on
   * trial. Nothing is written.
   *
   * @param pilot how many are tried at most; 0 for no estimate
   */
  public RunSummary dryRun(JobSettings settings, int pilot) {
    requireStoresThatAnswer(settings);
    Instant start = Instant.now();
    ResultTables tables = new ResultTables(spark, settings.output());
    PhotoSource source = new PhotoSources(spark).open(settings.input());
    PendingPhotos pending = plan(settings, tables, source);
    if (pilot == 0 || pending.photos().isEmpty()) {
      return RunSummary.nothing(pending, start);
    }
    return RunSummary.tried(
        pending,
        start,
        Optional.of(pilot(settings, tables, source).estimate(pending.photos(), pilot)));
  }

  private Pilot pilot(JobSettings settings, ResultTables tables, PhotoSource source) {
    ImageStore nothingWritten = new ImageStore(tables.images(), Long.MAX_VALUE);
    return new Pilot(
        spark,
        source,
        new RestorePartition(
            run(settings, "pilot", 0, nothingWritten),
            HadoopBroadcast.of(spark),
            PhotoCounters.in(spark.sparkContext()),
            new Precautions(tables.journal(), settings.limits().perPhoto(), false)));
  }

  private void requireStoresThatAnswer(JobSettings settings) {
    ModelSettings models = settings.models();
    Map<String, List<String>> places = new LinkedHashMap<>();
    places.put("photos", settings.input().uris());
    places.put("tables", List.of(settings.output()));
    places.put("models", List.of(models.restorer().location(), models.detector().location()));
    places.forEach((things, uris) -> uris.forEach(uri -> requireStoreThatAnswers(things, uri)));
  }

  private void requireStoreThatAnswers(String things, String uri) {
    StoreAccess.complaint(CanonicalUri.path(uri), hadoop())
        .ifPresent(
            complaint -> {
              throw new JobException("cannot use %s for %s: %s".formatted(uri, things, complaint));
            });
  }

  private PendingPhotos plan(JobSettings settings, ResultTables tables, PhotoSource source) {
    IncrementalPlan plan =
        new IncrementalPlan(recipe(settings).fingerprint(), settings.reprocess(), tables.refused());
    Dataset<Row> known = tables.known();
    PendingPhotos pending = plan.of(source.list(), known, source.within(known));
    if (pending.total() == 0 && settings.limits().onEmpty() == RunLimits.OnEmpty.FAIL) {
      throw new JobException(
          "there are no photos in %s; check the name, or allow it with --allow-empty"
              .formatted(String.join(", ", settings.input().uris())));
    }
    return pending.first(settings.limits().photos());
  }

  private record Begun(
      String runId, RunLock lock, StopRequest stop, PendingPhotos pending, Instant start) {}

  private RunSummary restore(
      JobSettings settings, ResultTables tables, PhotoSource source, Begun begun) {
    begun.lock().requireHeld();
    PoisonJournal journal = new PoisonJournal(tables.journal(), hadoop());
    Precautions precautions =
        new Precautions(
            tables.journal(),
            settings.limits().perPhoto(),
            journal.deaths() > 0 || tables.runs().hasLastRunDied());
    RestorationRun run =
        run(
            settings,
            begun.runId(),
            tables.runs().nextNumber(),
            new ImageStore(tables.images(), settings.inlineMax()));
    RunRecorder recorder = new RunRecorder(tables, run, begun.start(), settings.options());
    recorder.started();
    PhotoCounters counters = PhotoCounters.in(spark.sparkContext());
    try (RunProgress.Watch watch = progress.start(begun.pending().photos().size(), counters)) {
      new ChunkWriter(spark, source, tables.restorations(), run, counters, precautions, journal)
          .writeAll(begun.pending(), settings.limits(), begun.lock(), begun.stop());
    } catch (RuntimeException e) {
      recorder.failed(begun.pending(), e);
      throw e;
    }
    RunCounts counts = recorder.done(begun.pending());
    journal.clear();
    tables.index().catchUp(tables.restorations().rows());
    return new RunSummary(
        run.id(),
        run.number(),
        begun.pending(),
        counts,
        Duration.between(begun.start(), Instant.now()),
        Optional.empty());
  }

  private RestorationRun run(JobSettings settings, String id, long number, ImageStore images) {
    return new RestorationRun(
        id, number, factory, settings.models(), settings.restoration(), recipe(settings), images);
  }

  private Recipe recipe(JobSettings settings) {
    return factory.recipe(settings.models(), settings.restoration());
  }

  private Configuration hadoop() {
    return spark.sessionState().newHadoopConf();
  }
}
