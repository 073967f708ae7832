package dev.heirloom.job;

import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.source.InputFormat;
import dev.heirloom.job.source.InputSettings;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.spark.RestorerFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs of the job over a folder, for tests of what it leaves behind. */
public record JobRuns(RestorerFactory engine, Path photos, Path output) {

  public RunSummary run(Reprocess reprocess, RunLimits limits) {
    return new RestorationJob(SparkExtension.session(), engine, RunProgress.SILENT)
        .run(settings(reprocess, limits));
  }

  /** A run that keeps restored images as files, if they have more than {@code inlineMax} bytes. */
  public RunSummary run(Reprocess reprocess, long inlineMax) {
    JobSettings in = settings(reprocess, RunLimits.DEFAULT);
    return new RestorationJob(SparkExtension.session(), engine, RunProgress.SILENT)
        .run(
            new JobSettings(
                in.input(),
                in.output(),
                in.models(),
                in.restoration(),
                in.reprocess(),
                in.limits(),
                inlineMax,
                in.options()));
  }

  public JobSettings settings(Reprocess reprocess, RunLimits limits) {
    return new JobSettings(
        new InputSettings(List.of(photos.toString()), InputFormat.AUTO, List.of(), ""),
        output.toString(),
        ModelSettings.DEFAULT,
        RestorationSettings.DEFAULT,
        reprocess,
        limits,
        Map.of("output", output.toString()));
  }
}
