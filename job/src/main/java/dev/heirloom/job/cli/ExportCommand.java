package dev.heirloom.job.cli;

import dev.heirloom.job.JobSession;
import dev.heirloom.job.sink.PhotoExport;
import dev.heirloom.job.sink.ResultTables;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code export}: restored photos as files. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Writes the restored photos to a folder, under the paths of their originals.")
final class ExportCommand implements Callable<Integer> {
  private final Surroundings around;

  @Option(
      names = "--tables",
      required = true,
      paramLabel = "URI",
      description = "place of the tables: the --output of restore")
  private String tables;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "URI",
      description = "folder or prefix for the photos")
  private String to;

  @Option(
      names = "--base",
      defaultValue = "",
      paramLabel = "URI",
      description = "paths are kept below this folder (default: the one all photos have in common)")
  private String base;

  @Option(
      names = "--copy-unchanged",
      description =
          "also copy the photos in which nothing was to be restored from their source, byte for"
              + " byte")
  private boolean copyUnchanged;

  @Option(names = "--config", paramLabel = "FILE", description = "properties file of options")
  private String config = "";

  ExportCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    PhotoExport.Exported exported =
        new PhotoExport(new ResultTables(JobSession.open(), tables))
            .export(to, base, copyUnchanged);
    exported.problems().forEach(around.err()::println);
    around.out().println("%,d restored photos in %s".formatted(exported.restored(), to));
    if (copyUnchanged) {
      around.out().println("%,d unchanged photos copied".formatted(exported.copied()));
    }
    return exported.problems().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }
}
