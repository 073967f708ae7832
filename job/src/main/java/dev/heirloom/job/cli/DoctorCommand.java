package dev.heirloom.job.cli;

import dev.heirloom.job.JobSession;
import dev.heirloom.job.doctor.Doctor;
import dev.heirloom.job.doctor.DoctorSettings;
import dev.heirloom.job.doctor.Finding;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code doctor}: would a run work here? */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Checks this machine or cluster before hours are spent: software, device, models,",
      "memory, disks, and the storage that is named. Give what restore would be given,",
      "a file of --config too. Ends with 0 if no check fails, else 1."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Surroundings around;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-i", "--input"},
      arity = "1..*",
      split = ",",
      paramLabel = "URI",
      description = "photos, as restore takes them")
  private List<String> input = List.of();

  @Option(
      names = {"-o", "--output"},
      defaultValue = "",
      paramLabel = "URI",
      description = "place of the tables; a scratch object is written there and deleted")
  private String output;

  @Mixin private ModelOptions models;

  @Option(names = "--config", paramLabel = "FILE", description = "properties file of options")
  private String config = "";

  @Option(names = "--json", description = "the findings for machines")
  private boolean json;

  DoctorCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    List<Finding> findings = Doctor.examine(around.engine(), settings(), DoctorCommand::session);
    FindingsText text = new FindingsText(findings);
    around.out().println(json ? text.json() : text.table());
    return text.hasFailure() ? ExitCode.FAILED : ExitCode.DONE;
  }

  /** Waits for all executors that were asked for, up to Spark's patience: all are looked at. */
  private static SparkSession session() {
    return JobSession.open(
        new SparkConf().setIfMissing("spark.scheduler.minRegisteredResourcesRatio", "1"));
  }

  private DoctorSettings settings() {
    try {
      return new DoctorSettings(input, output, models.shared());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
