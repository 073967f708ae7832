package dev.heirloom.job.cli;

import dev.heirloom.restoration.ModelLibrary;
import dev.heirloom.restoration.model.CatalogEntry;
import dev.heirloom.restoration.model.ModelException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code models}: what is on board, and what was added. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "Lists, verifies, adds and optimizes models.")
final class ModelsCommand implements Runnable {
  private final Surroundings around;

  @Spec private CommandSpec spec;

  ModelsCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "list, verify, add or optimize? See heirloom models --help");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Says what each model is for, where it is from, and under which licence.")
  int list(
      @Option(names = "--json", description = "for machines") boolean json,
      @Mixin LibraryOption option) {
    List<CatalogEntry> models = option.library().list();
    if (json) {
      around.out().println(Json.of(models));
      return ExitCode.DONE;
    }
    for (CatalogEntry model : models) {
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
  int verify(@Mixin LibraryOption option) {
    int status = ExitCode.DONE;
    ModelLibrary library = option.library();
    for (CatalogEntry model : library.list()) {
      try {
        library.verify(model);
        around.out().printf("%-12s ok%n", model.name());
      } catch (ModelException e) {
        around.out().printf("%-12s %s%n", model.name(), e.getMessage());
        status = ExitCode.FAILED;
      }
    }
    return status;
  }
}
