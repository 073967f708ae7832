package dev.heirloom.job.cli;

import dev.heirloom.job.sink.PhotoExport;
import dev.heirloom.job.sink.PremisExport;
import dev.heirloom.job.sink.ResultTables;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code export}: restored photos as files. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the restored photos to a folder, under the paths of their originals;",
      "or what was done to every photo, as a PREMIS document; or both."
    })
final class ExportCommand implements Callable<Integer> {
  private final Surroundings around;

  @Spec private CommandSpec spec;

  @Mixin private TablesOptions tables;

  @Option(names = "--to", paramLabel = "URI", description = "folder or prefix for the photos")
  private String to = "";

  @Option(
      names = "--premis",
      paramLabel = "FILE",
      description = "PREMIS 3.0 document to write: an event for each photo processed")
  private String premis = "";

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

  ExportCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    requireAsked();
    ResultTables results = tables.open();
    if (!premis.isEmpty()) {
      long events = new PremisExport(results).export(premis);
      around.out().println("%,d events in %s".formatted(events, premis));
    }
    return to.isEmpty() ? ExitCode.DONE : exportPhotos(results);
  }

  private void requireAsked() {
    if (to.isEmpty() && premis.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "what is to be exported? Name --to for photos, --premis for events");
    }
    if (to.isEmpty() && copyUnchanged) {
      throw new ParameterException(
          spec.commandLine(), "--copy-unchanged copies photos to a folder: name it with --to");
    }
  }

  private int exportPhotos(ResultTables results) {
    PhotoExport.Exported exported = new PhotoExport(results).export(to, base, copyUnchanged);
    exported.problems().forEach(around.err()::println);
    around.out().println("%,d restored photos in %s".formatted(exported.restored(), to));
    if (copyUnchanged) {
      around.out().println("%,d unchanged photos copied".formatted(exported.copied()));
    }
    return exported.problems().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }
}
