package dev.heirloom.job.cli;

import dev.heirloom.job.report.Gallery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}: the tables as one page. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Writes one HTML page with before and after of the photos in the tables.")
final class ReportCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private TablesOptions tables;

  @Option(
      names = "--page",
      defaultValue = "report.html",
      paramLabel = "FILE",
      description = "the page (default: ${DEFAULT-VALUE})")
  private Path page;

  @Option(
      names = "--limit",
      defaultValue = "200",
      paramLabel = "N",
      description = "the most photos to show (default: ${DEFAULT-VALUE})")
  private int limit;

  ReportCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() throws IOException {
    Path file = around.directory().resolve(page);
    Files.createDirectories(file.toAbsolutePath().getParent());
    new Gallery(tables.open()).write(file, limit);
    around.out().println(file);
    return ExitCode.DONE;
  }
}
