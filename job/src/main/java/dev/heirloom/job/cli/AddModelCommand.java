package dev.heirloom.job.cli;

import dev.heirloom.job.JobSession;
import dev.heirloom.restoration.ModelLibrary;
import dev.heirloom.restoration.ModelLibrary.Candidate;
import dev.heirloom.restoration.model.AddedModel;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.ModelSource;
import dev.heirloom.restoration.model.PublishedGpen;
import dev.heirloom.restoration.spark.HadoopModelFetcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models add}: a restorer of the user's own, under a name. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Checks a GPEN file and makes it known to --model by a name.")
final class AddModelCommand implements Callable<Integer> {
  private final Surroundings around;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE|URI", description = "a GPEN, such as GPEN-BFR-512.onnx")
  private String location;

  @Option(
      names = "--sha256",
      required = true,
      paramLabel = "HEX",
      description = "what sha256sum prints for it")
  private String sha256;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "what --model calls it (default: the file's name without .onnx)")
  private @Nullable String name;

  @Option(
      names = "--accept-terms",
      description = "the terms of a published GPEN were read and are kept")
  private boolean termsAccepted;

  @Mixin private LibraryOption option;

  AddModelCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    ModelSource source = source();
    ModelLibrary library = option.library();
    // Whoever has added it has accepted its terms.
    boolean accepted = termsAccepted || library.has(source.sha256());
    if (!accepted) {
      PublishedGpen.of(source.sha256()).ifPresent(this::refuseUnaccepted);
    }
    Candidate candidate = library.examine(source, fetcher());
    try {
      if (!accepted) {
        candidate.published().ifPresent(this::refuseUnaccepted);
      }
      say(library.keep(candidate, name(candidate)));
      return ExitCode.DONE;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage() + "; see --name");
    } finally {
      library.dismiss(candidate);
    }
  }

  private ModelSource source() {
    try {
      return new ModelSource(place(), sha256.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private String place() {
    if (ModelSource.isUri(location)) {
      return location;
    }
    Path file = around.directory().resolve(location).toAbsolutePath().normalize();
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(
          spec.commandLine(), "there is no file %s; check the path".formatted(file));
    }
    return file.toString();
  }

  /** Other file systems are Hadoop's, with the settings that Spark was given. */
  private ModelFetcher fetcher() {
    return ModelSource.isRemote(location)
        ? new HadoopModelFetcher(JobSession.open().sparkContext().hadoopConfiguration())
        : ModelFetcher.LOCAL;
  }

  private void refuseUnaccepted(PublishedGpen published) {
    around
        .out()
        .printf(
            "This is, or was made of, %s (%s).%n%s%n",
            published.name(), published.publisher(), PublishedGpen.TERMS);
    throw new ParameterException(
        spec.commandLine(),
        "the model was not added: its terms, above, are not accepted yet; add --accept-terms if you may use it");
  }

  /** A published file is often passed on under the name of another. */
  private String name(Candidate candidate) {
    String known =
        PublishedGpen.of(candidate.source().sha256())
            .map(PublishedGpen::name)
            .orElse(candidate.source().name());
    return name == null ? known : name;
  }

  private void say(AddedModel model) {
    around
        .out()
        .printf(
            "%s: a GPEN of %d pixels%s, licence: %s; use it with --model %s%n",
            model.name(),
            model.side(),
            model.publisher().isEmpty() ? "" : " (" + model.publisher() + ")",
            model.licence(),
            model.name());
  }
}
