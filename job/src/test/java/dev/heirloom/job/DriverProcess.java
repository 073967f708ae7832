package dev.heirloom.job;

import dev.heirloom.job.incremental.Reprocess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;

/** A run of the job with a {@link FakeEngine} in a process of its own, which may die. */
public final class DriverProcess {
  private DriverProcess() {}

  /**
   * @param commitEvery photos of one commit
   * @param settings of Spark, as {@code key=value}
   */
  public static Process start(
      FakeEngine engine, Path photos, Path output, int commitEvery, List<String> settings)
      throws IOException {
    List<String> command =
        EndedProcess.java(
            DriverProcess.class,
            "512m",
            engine.fingerprint(),
            photos.toString(),
            output.toString(),
            "" + commitEvery);
    command.add(1, "-XX:ErrorFile=" + output.resolveSibling("crash-%p.log"));
    command.addAll(settings);
    // A process that was started in the background ignores Ctrl-C, and so would its children.
    command.addAll(0, List.of("env", "--default-signal=INT"));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.appendTo(log(output).toFile()))
        .start();
  }

  /** What the drivers of this output say. */
  public static Path log(Path output) {
    return output.resolveSibling("drivers.log");
  }

  /** Arguments: fingerprint, photos, output, photos of a commit, settings. */
  public static void main(String[] args) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .set("spark.sql.shuffle.partitions", "1")
            .set("spark.databricks.delta.snapshotPartitions", "1");
    List.of(args).subList(4, args.length).stream()
        .map(setting -> setting.split("=", 2))
        .forEach(setting -> conf.set(setting[0], setting[1]));
    FakeEngine engine = new FakeEngine(args[0]);
    JobSettings settings =
        new JobRuns(engine, Path.of(args[1]), Path.of(args[2]))
            .settings(
                Reprocess.NEW,
                new RunLimits(Integer.parseInt(args[3]), 100_000, 1, RunLimits.OnEmpty.FAIL));
    new RestorationJob(JobSession.open(conf), engine, RunProgress.SILENT).run(settings);
    System.exit(0);
  }
}
