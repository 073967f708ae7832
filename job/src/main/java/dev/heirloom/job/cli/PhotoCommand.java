package dev.heirloom.job.cli;

import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.spark.Restorer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code photo}: one photo or a few, without Spark. */
@Command(
    name = "photo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Restores one photo or a few; without --input, a sample.",
      "A photo in which there is nothing to restore is copied byte for byte where --output",
      "says so, and else not written."
    })
final class PhotoCommand implements Callable<Integer> {
  private final Surroundings around;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-i", "--input"},
      arity = "1..*",
      paramLabel = "PATH",
      description = "photos, or folders of photos")
  private List<Path> input = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description = "file for one photo, or a folder (default: output_NAME in this folder)")
  private Path output;

  @Mixin private RestorationOptions restoration;

  @Option(names = "--config", paramLabel = "FILE", description = "properties file of options")
  private String config = "";

  @Option(names = "--json", description = "a line for each photo, for machines")
  private boolean json;

  @Option(names = "--no-progress", description = "say nothing while it runs")
  private boolean noProgress;

  PhotoCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    RestorationSettings settings = restoration.settings();
    List<PhotoFile> photos =
        new PhotoFiles(spec.commandLine(), around.directory()).plan(input, output);
    List<PhotoReport> reports = new ArrayList<>();
    try (Restorer restorer = around.engine().open(restoration.ownModels(), ModelFetcher.LOCAL)) {
      for (PhotoFile photo : photos) {
        progress(reports.size() + 1, photos.size(), photo);
        PhotoReport report = restore(restorer, photo, settings);
        reports.add(report);
        around.out().println(json ? report.json() : report.line());
      }
    }
    boolean failed =
        reports.stream().anyMatch(report -> report.result() instanceof PhotoResult.Failed);
    return failed ? ExitCode.DONE_WITH_FAILED_PHOTOS : ExitCode.DONE;
  }

  private void progress(int number, int total, PhotoFile photo) {
    if (!noProgress) {
      around.err().printf("%d/%d %s%n", number, total, photo.name());
      around.err().flush();
    }
  }

  private PhotoReport restore(Restorer restorer, PhotoFile photo, RestorationSettings settings) {
    long start = System.nanoTime();
    byte[] original;
    try {
      original = photo.bytes().read();
    } catch (IOException e) {
      return report(photo, PhotoFile.unreadable(e), null, start);
    }
    PhotoResult result = restorer.restore(original, settings);
    Path written = null;
    if (result instanceof PhotoResult.Restored restored) {
      written = photo.target(restored.image().format().extension());
      write(written, restored.image().bytes());
    } else if (result instanceof PhotoResult.Unchanged unchanged && output != null) {
      written = photo.target(unchanged.source().format().extension());
      write(written, original);
    }
    return report(photo, result, written, start);
  }

  private static PhotoReport report(
      PhotoFile photo, PhotoResult result, @Nullable Path written, long start) {
    return new PhotoReport(photo.name(), result, written, System.nanoTime() - start);
  }

  private static void write(Path file, byte[] bytes) {
    try {
      WholeFile.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
