package dev.heirloom.job.cli;

import dev.heirloom.job.JobSession;
import dev.heirloom.job.JobSettings;
import dev.heirloom.job.RestorationJob;
import dev.heirloom.job.RunLimits;
import dev.heirloom.job.RunProgress;
import dev.heirloom.job.RunSummary;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.source.InputFormat;
import dev.heirloom.job.source.InputSettings;
import dev.heirloom.restoration.decode.IsolationSettings;
import dev.heirloom.restoration.spark.IsolatedEngine;
import dev.heirloom.restoration.spark.RestorerAtStart;
import dev.heirloom.restoration.spark.RestorerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code restore}: photos in, Delta tables out. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Restores the photos of an archive that are new or changed.")
final class RestoreCommand implements Callable<Integer> {
  private final Surroundings around;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-i", "--input"},
      required = true,
      arity = "1..*",
      split = ",",
      paramLabel = "URI",
      description = "folder or prefix of photos, image table, manifest of URIs, or S3 inventory")
  private List<String> input;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "URI",
      description = "place of the tables")
  private String output;

  @Option(
      names = "--input-format",
      defaultValue = "auto",
      description =
          "auto, files, parquet, delta, manifest or inventory (default: ${DEFAULT-VALUE})")
  private InputFormat inputFormat;

  @Option(
      names = "--keep",
      split = ",",
      paramLabel = "COLUMN",
      description = "columns of a table or manifest to carry along")
  private List<String> keep = List.of();

  @Option(
      names = "--exclude",
      defaultValue = "",
      paramLabel = "URI",
      description = "text file of URIs never to touch, one a line")
  private String exclude;

  @Mixin private RestorationOptions restoration;

  @Option(
      names = "--store",
      defaultValue = "table",
      description = {
        "where restored photos are kept: table, or files beside the tables, which their rows name",
        "(default: ${DEFAULT-VALUE})"
      })
  private Store store;

  @Option(
      names = "--inline-max",
      defaultValue = "64",
      paramLabel = "MIB",
      description = "larger ones are files in any case (default: ${DEFAULT-VALUE})")
  private int inlineMax;

  @Option(
      names = "--reprocess",
      defaultValue = "new",
      description = "new, failed, stale or all (default: ${DEFAULT-VALUE})")
  private Reprocess reprocess;

  @Option(
      names = "--commit-every",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "photos of one commit; 0: 1000, or 200 for each task slot if that is more (default: ${DEFAULT-VALUE})")
  private int commitEvery;

  @Option(names = "--limit", paramLabel = "N", description = "stop after so many photos")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--max-failed",
      defaultValue = "1",
      paramLabel = "SHARE",
      description = "stop when a larger share of photos fails, 0…1 (default: ${DEFAULT-VALUE})")
  private double maxFailed;

  @Option(
      names = "--photo-timeout",
      defaultValue = "1800",
      paramLabel = "SECONDS",
      description = {
        "longest time for one photo; then its process is ended, and tried once more with it",
        "alone; 0 for none (default: ${DEFAULT-VALUE})"
      })
  private int photoTimeout;

  @Option(
      names = "--isolate-decoding",
      description = "decode in processes apart, which a photo may end without harm")
  private boolean isolateDecoding;

  @Option(
      names = "--decode-memory",
      defaultValue = "4096",
      paramLabel = "MIB",
      description = "of each of these processes (default: ${DEFAULT-VALUE})")
  private int decodeMemory;

  @Option(
      names = "--decode-timeout",
      defaultValue = "120",
      paramLabel = "SECONDS",
      description = "longest time for decoding one photo there (default: ${DEFAULT-VALUE})")
  private int decodeTimeout;

  @Option(names = "--allow-empty", description = "an input without photos is no error")
  private boolean allowEmpty;

  @Option(names = "--config", paramLabel = "FILE", description = "properties file of options")
  private String config = "";

  @Option(names = "--dry-run", description = "only say what would be done, and what that takes")
  private boolean dryRun;

  @Option(
      names = "--pilot",
      defaultValue = "20",
      paramLabel = "N",
      description = {
        "photos that a dry run restores to estimate hours and bytes; 0 for none",
        "(default: ${DEFAULT-VALUE})"
      })
  private int pilot;

  @Option(names = "--json", description = "the summary for machines")
  private boolean json;

  @Option(names = "--brief", description = "the summary in one line")
  private boolean brief;

  @Option(
      names = "--metrics",
      paramLabel = "FILE",
      description = "write figures of the run for Prometheus' textfile collector")
  private @Nullable Path metrics;

  @Option(names = "--no-progress", description = "say nothing while it runs")
  private boolean noProgress;

  /** Where restored photos are kept. */
  private enum Store {
    TABLE,
    FILES
  }

  RestoreCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    JobSettings settings = settings();
    RestorerFactory engine = engine();
    if (!dryRun) {
      new RestorerAtStart(engine, settings.models()).want();
    }
    RunProgress progress = noProgress ? RunProgress.SILENT : new ConsoleProgress(around.err());
    // Not closed here: it ends with the process, or lives on in the notebook that called this.
    SparkSession spark = JobSession.open();
    RestorationJob job = new RestorationJob(spark, engine, progress);
    RunSummary summary = dryRun ? job.dryRun(settings, pilot) : measured(() -> job.run(settings));
    around.out().println(text(new SummaryText(summary, settings)));
    return summary.counts().failed() > 0 ? ExitCode.DONE_WITH_FAILED_PHOTOS : ExitCode.DONE;
  }

  private RunSummary measured(Supplier<RunSummary> run) {
    if (metrics == null) {
      return run.get();
    }
    MetricsFile file = new MetricsFile(around.directory().resolve(metrics));
    try {
      RunSummary summary = run.get();
      file.write(summary);
      return summary;
    } catch (RuntimeException e) {
      file.writeFailure();
      throw e;
    }
  }

  private String text(SummaryText summary) {
    if (json) {
      return summary.json();
    }
    if (dryRun) {
      return summary.plan();
    }
    return brief ? summary.line() : summary.report();
  }

  private JobSettings settings() {
    if (pilot < 0) {
      throw new ParameterException(
          spec.commandLine(), "a pilot has 0 or more photos (--pilot), got " + pilot);
    }
    try {
      return new JobSettings(
          new InputSettings(input, inputFormat, keep, exclude),
          output,
          restoration.sharedModels(),
          restoration.settings(),
          reprocess,
          new RunLimits(
              commitEvery,
              limit,
              maxFailed,
              allowEmpty ? RunLimits.OnEmpty.FINISH : RunLimits.OnEmpty.FAIL,
              Duration.ofSeconds(photoTimeout)),
          store == Store.FILES ? 0 : (long) inlineMax << 20,
          options());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private RestorerFactory engine() {
    try {
      return isolateDecoding
          ? new IsolatedEngine(
              new IsolationSettings(decodeMemory, Duration.ofSeconds(decodeTimeout)))
          : around.engine();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  /** All options that have a value, as the table {@code runs} keeps them. */
  private Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    for (OptionSpec option : spec.options()) {
      Object value = option.getValue();
      if (value != null && !option.usageHelp() && !option.versionHelp()) {
        options.put(option.longestName().substring(2), text(value));
      }
    }
    return options;
  }

  private static String text(Object value) {
    return value instanceof List<?> list
        ? String.join(",", list.stream().map(String::valueOf).toList())
        : String.valueOf(value);
  }
}
