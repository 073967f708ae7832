package dev.heirloom.restoration.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The models that a user has added: a folder with their checked bytes, each named by its hash, and
 * a small file NAME.json for each, which is written last. Processes may share it.
 *
 * @param folder made when it is first needed
 */
public record AddedModels(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENTRY = ".json";

  /** By name. */
  public List<AddedModel> list() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<AddedModel> models = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + ENTRY)) {
      entries.forEach(entry -> models.add(read(entry)));
    } catch (IOException e) {
      throw unusable(e);
    }
    models.sort(Comparator.comparing(AddedModel::name));
    return List.copyOf(models);
  }

  /** What else lies in the folder does not matter. */
  public Optional<AddedModel> find(String name) {
    return Optional.of(name)
        .filter(AddedModel::isName)
        .map(known -> folder.resolve(known + ENTRY))
        .filter(Files::isRegularFile)
        .map(this::read);
  }

  /** Where its checked bytes are. */
  public Path path(AddedModel model) {
    return folder.resolve(model.file());
  }

  /**
   * Compares the bytes of a model with its hash.
   *
   * @throws ModelException if they differ or are missing
   */
  public void verify(AddedModel model) {
    if (!cache(ModelFetcher.LOCAL).holds(model.sha256())) {
      throw new ModelException(
          "model %s was altered or deleted (%s); add it again"
              .formatted(model.name(), path(model)));
    }
  }

  /**
   * Copies a model into the folder.
   *
   * @return the checked copy
   * @throws ModelException if it cannot be read, its hash is another, or the folder cannot be
   *     written
   */
  public ModelFile fetch(ModelSource source, ModelFetcher fetcher) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unusable(e);
    }
    if (!Files.isWritable(folder)) {
      throw unusable(new IOException("no permission"));
    }
    return cache(fetcher).fetched(source);
  }

  /** Drops the copy of a file that turned out to be unfit, unless a model uses it. */
  public void forget(ModelFile file) {
    if (list().stream().noneMatch(model -> model.sha256().equals(file.sha256()))) {
      try {
        Files.deleteIfExists(cache(ModelFetcher.LOCAL).place(file.sha256()));
      } catch (IOException e) {
        throw unusable(e);
      }
    }
  }

  /** Makes a model, whose file was fetched, known by its name. */
  public void put(AddedModel model) {
    try {
      Path arriving = Files.createTempFile(folder, "arriving-", null);
      try {
        Files.write(arriving, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(model));
        Files.move(
            arriving,
            folder.resolve(model.name() + ENTRY),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(arriving);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private ModelCache cache(ModelFetcher fetcher) {
    return new ModelCache(folder, fetcher);
  }

  private AddedModel read(Path entry) {
    try {
      return JSON.readValue(entry.toFile(), AddedModel.class);
    } catch (IOException e) {
      throw new ModelException(
          "%s does not describe a model; delete it, and add the model again".formatted(entry), e);
    }
  }

  private ModelException unusable(Exception e) {
    return new ModelException(
        "the folder of added models, %s, cannot be used (%s); give it rights and room, or name another with --models"
            .formatted(
                folder, e instanceof AccessDeniedException ? "no permission" : e.getMessage()),
        e);
  }
}
