package dev.heirloom.job.cli;

import dev.heirloom.restoration.ModelsOnBoard;
import dev.heirloom.restoration.model.CatalogEntry;
import dev.heirloom.restoration.model.ModelException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code models}: what is on board. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "Lists and verifies the models on board.")
final class ModelsCommand implements Runnable {
  private final Surroundings around;

  @Spec private CommandSpec spec;

  ModelsCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list or verify? See heirloom models --help");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Says what each model is for, where it is from, and under which licence.")
  int list(@Option(names = "--json", description = "for machines") boolean json) {
    if (json) {
      around.out().println(Json.of(ModelsOnBoard.list()));
      return ExitCode.DONE;
    }
    for (CatalogEntry model : ModelsOnBoard.list()) {
      around
          .out()
          .printf(
              "%-12s %-20s %10s  %-12s %s%n%14s%s%n",
              model.name(),
              model.role(),
              "%.1f MB".formatted(model.bytes() / 1e6),
              model.licence(),
              model.sha256().substring(0, 12),
              "",
              model.source());
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Compares the bytes of each model with the catalog.")
  int verify() {
    int status = ExitCode.DONE;
    for (CatalogEntry model : ModelsOnBoard.list()) {
      try {
        ModelsOnBoard.verify(model);
        around.out().printf("%-12s ok%n", model.name());
      } catch (ModelException e) {
        around.out().printf("%-12s %s%n", model.name(), e.getMessage());
        status = ExitCode.FAILED;
      }
    }
    return status;
  }
}
