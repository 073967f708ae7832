package dev.heirloom.job.cli;

import dev.heirloom.restoration.ModelLibrary;
import dev.heirloom.restoration.model.OptimizedGpen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models optimize}: a published GPEN with constant weights. */
@Command(
    name = "optimize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Rewrites a published GPEN, which computes the weights of its convolutions anew for",
      "each face, into an equal one with constant weights, which also takes batches. It is",
      "written only after both have given the same for several pictures."
    })
final class OptimizeModelCommand implements Callable<Integer> {
  private static final String EXTENSION = ".onnx";

  private final Surroundings around;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "a published GPEN, such as GPEN-BFR-512.onnx")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "the new file (default: FILE-optimized.onnx beside it)")
  private @Nullable Path output;

  OptimizeModelCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Path source = around.directory().resolve(file);
    Path target = target(source);
    requirePlaces(source, target);
    OptimizedGpen result = ModelLibrary.optimize(source, target);
    around
        .out()
        .printf(
            "%s: %d convolutions have constant weights, and batches are taken; largest difference %.1e of -1…1; %.0f ms instead of %.0f for a face on this CPU (%s); wrote %s#sha256=%s%n",
            source.getFileName(),
            result.convolutions(),
            result.difference(),
            result.time().after(),
            result.time().before(),
            result.time().gain() > 1
                ? "%.1f times as fast".formatted(result.time().gain())
                : "not faster",
            result.file(),
            result.sha256());
    return ExitCode.DONE;
  }

  private Path target(Path source) {
    if (output != null) {
      return around.directory().resolve(output);
    }
    String name = source.getFileName().toString();
    String stem =
        name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
    return source.resolveSibling(stem + "-optimized" + EXTENSION);
  }

  private void requirePlaces(Path source, Path target) {
    if (!Files.isRegularFile(source)) {
      throw new ParameterException(
          spec.commandLine(), "there is no file %s; check the path".formatted(source));
    }
    if (Files.exists(target)) {
      throw new ParameterException(
          spec.commandLine(),
          "%s is there already; delete it, or name another file with -o".formatted(target));
    }
    if (!Files.isDirectory(target.toAbsolutePath().getParent())) {
      throw new ParameterException(
          spec.commandLine(),
          "there is no folder for %s; make it, or name another file with -o".formatted(target));
    }
  }
}
