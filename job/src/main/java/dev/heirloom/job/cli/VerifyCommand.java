package dev.heirloom.job.cli;

import dev.heirloom.job.sink.RecordedPhotos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify}: is a file what the tables say it is? */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares restored files with the tables, and with their original.",
      "Ends with 0 if all are as recorded, 1 if one is altered or unknown."
    })
final class VerifyCommand implements Callable<Integer> {
  private final Surroundings around;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "restored photos")
  private List<Path> files = List.of();

  @Mixin private TablesOptions tables;

  @Option(
      names = "--original",
      paramLabel = "FILE",
      description = "the photo that FILE was made of: says what the restoration changed")
  private @Nullable Path original;

  @Option(names = "--json", description = "a line for each file, for machines")
  private boolean json;

  VerifyCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() throws IOException {
    files.forEach(this::requireFile);
    Optional<byte[]> other = original();
    Verifier verifier = new Verifier(new RecordedPhotos(tables.open()));
    int status = ExitCode.DONE;
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(around.directory().resolve(file));
      Verification found = verifier.verify(file.toString(), bytes, other);
      around.out().println(json ? found.json() : found.lines());
      status = found.verdict().isGood() ? status : ExitCode.FAILED;
    }
    return status;
  }

  private Optional<byte[]> original() throws IOException {
    if (original == null) {
      return Optional.empty();
    }
    if (files.size() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--original is of one file, got %d; verify them one by one".formatted(files.size()));
    }
    requireFile(original);
    return Optional.of(Files.readAllBytes(around.directory().resolve(original)));
  }

  private void requireFile(Path file) {
    if (!Files.isRegularFile(around.directory().resolve(file))) {
      throw new ParameterException(
          spec.commandLine(), "there is no file %s; check the name".formatted(file));
    }
  }
}
