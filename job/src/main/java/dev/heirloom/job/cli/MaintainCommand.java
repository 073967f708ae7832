package dev.heirloom.job.cli;

import dev.heirloom.job.sink.Maintenance;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code maintain}: tables that stay quick to open. */
@Command(
    name = "maintain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Merges the small files of the tables, writes their checkpoints, and deletes",
      "files that only earlier versions need. No run can be under way meanwhile."
    })
final class MaintainCommand implements Callable<Integer> {
  private final Surroundings around;

  @Spec private CommandSpec spec;

  @Mixin private TablesOptions tables;

  @Option(
      names = "--retain-days",
      defaultValue = "7",
      paramLabel = "N",
      description =
          "how long files of earlier versions stay, at least 7 (default: ${DEFAULT-VALUE})")
  private int retainDays;

  MaintainCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    if (retainDays < Maintenance.SHORTEST_RETENTION_DAYS) {
      throw new ParameterException(
          spec.commandLine(),
          "--retain-days is at least %d, or readers lose what they read; got %d"
              .formatted(Maintenance.SHORTEST_RETENTION_DAYS, retainDays));
    }
    for (Maintenance.Maintained table : new Maintenance(tables.open()).run(retainDays)) {
      around
          .out()
          .println(
              "%-13s %,d small files merged into %,d, checkpoint of version %d"
                  .formatted(table.table(), table.merged(), table.into(), table.version()));
    }
    return ExitCode.DONE;
  }
}
