package dev.heirloom.restoration;

import dev.heirloom.restoration.model.AddedModel;
import dev.heirloom.restoration.model.AddedModels;
import dev.heirloom.restoration.model.CatalogEntry;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.GpenOptimizer;
import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.ModelFile;
import dev.heirloom.restoration.model.ModelSource;
import dev.heirloom.restoration.model.OptimizedGpen;
import dev.heirloom.restoration.model.PublishedGpen;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.Sha256;
import dev.heirloom.restoration.restore.GpenSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The restorers that a user has added, beside those on board. */
public final class ModelLibrary {
  private final AddedModels added;

  /**
   * A restorer that may be added.
   *
   * @param published which published file it is, or was made of
   */
  public record Candidate(
      ModelSource source, ModelFile file, int side, Optional<PublishedGpen> published) {}

  /**
   * @param folder of the added models; made when it is first needed
   */
  public ModelLibrary(Path folder) {
    this.added = new AddedModels(folder);
  }

  /** Those on board, then those that were added. */
  public List<CatalogEntry> list() {
    return Stream.concat(
            ModelsOnBoard.list().stream(), added.list().stream().map(AddedModel::entry))
        .toList();
  }

  /**
   * Reads a model of {@link #list} and compares its bytes with its hash.
   *
   * @throws ModelException if they differ or are missing
   */
  public void verify(CatalogEntry model) {
    Optional<AddedModel> own = added.find(model.name());
    if (own.isPresent()) {
      added.verify(own.get());
    } else {
      ModelsOnBoard.verify(model);
    }
  }

  /**
   * Which restorer is meant by a name, or by {@code path-or-URI#sha256=hex}.
   *
   * @param elsewhere whether other machines must find it too, and so where it came from
   * @throws ModelException if it is the name of none
   * @throws IllegalArgumentException if it is no name and no path with a hash
   */
  public ModelSource source(String text, boolean elsewhere) {
    Optional<AddedModel> own = added.find(text);
    if (own.isEmpty()) {
      requireName(text);
      return ModelSource.parse(text);
    }
    AddedModel model = own.get();
    String location = elsewhere && model.isRemote() ? model.origin() : added.path(model).toString();
    return new ModelSource(location, model.sha256(), model.name());
  }

  private void requireName(String text) {
    boolean isName = text.matches("[A-Za-z0-9_-]+");
    if (isName && ModelsOnBoard.find(text).isEmpty() && !added.list().isEmpty()) {
      throw new ModelException(
          "no model is called '%s'; gpen-512 is on board, and these were added: %s"
              .formatted(
                  text, String.join(", ", added.list().stream().map(AddedModel::name).toList())));
    }
  }

  /**
   * Whether a file was added before.
   *
   * @param sha256 64 lower-case hex digits
   */
  public boolean has(String sha256) {
    return added.list().stream().anyMatch(model -> model.sha256().equals(sha256));
  }

  /**
   * Fetches a file, checks its hash, and runs it once.
   *
   * @throws ModelException if it cannot be read, has another hash, or is no GPEN
   */
  public Candidate examine(ModelSource source, ModelFetcher fetcher) {
    ModelFile file = added.fetch(source, fetcher);
    try (GpenSession gpen = GpenSession.open(file, SessionSettings.alone(Device.CPU))) {
      return new Candidate(source, file, gpen.side(), published(file, gpen));
    } catch (RuntimeException | Error e) {
      added.forget(file);
      throw e;
    }
  }

  private static Optional<PublishedGpen> published(ModelFile file, GpenSession gpen) {
    return PublishedGpen.of(file.sha256())
        .or(() -> gpen.metadata(GpenOptimizer.SOURCE).flatMap(PublishedGpen::of));
  }

  /** Leaves no trace of a candidate that was not kept. */
  public void dismiss(Candidate candidate) {
    added.forget(candidate.file());
  }

  /**
   * Rewrites a published GPEN into the equal network that is faster and takes batches.
   *
   * @param target is there whole or not at all; must not be there yet
   * @throws ModelException if the source is no such file, or the target cannot be written
   */
  public static OptimizedGpen optimize(Path source, Path target) {
    ModelFile.Cached file = local(source);
    GpenSession.requireContract(file);
    return GpenOptimizer.optimize(file, target);
  }

  private static ModelFile.Cached local(Path file) {
    try {
      return new ModelFile.Cached(file.getFileName().toString(), Sha256.of(file), file);
    } catch (IOException e) {
      throw new ModelException(
          "model %s cannot be read (%s); check the path and the rights to it"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /**
   * Makes a candidate known by a name.
   *
   * @throws ModelException if another model has this name
   * @throws IllegalArgumentException if it cannot be a name
   */
  public AddedModel keep(Candidate candidate, String name) {
    boolean taken =
        added
            .find(name)
            .map(other -> !other.sha256().equals(candidate.file().sha256()))
            .orElse(ModelsOnBoard.find(name).isPresent());
    if (taken) {
      throw new ModelException(
          "another model is called %s already; choose another name with --name".formatted(name));
    }
    AddedModel model =
        new AddedModel(
            name,
            origin(candidate.source()),
            candidate.file().sha256(),
            bytes(candidate.file()),
            candidate.side(),
            candidate.published().map(PublishedGpen::publisher).orElse(""),
            candidate.published().isPresent() ? PublishedGpen.LICENCE : "unknown");
    added.put(model);
    return model;
  }

  private static String origin(ModelSource source) {
    String location = source.location();
    return ModelSource.isUri(location)
        ? location
        : Path.of(location).toAbsolutePath().normalize().toString();
  }

  private static long bytes(ModelFile file) {
    try {
      return Files.size(((ModelFile.Cached) file).path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
