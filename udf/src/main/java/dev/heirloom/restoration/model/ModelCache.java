package dev.heirloom.restoration.model;

import dev.heirloom.restoration.photo.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Verified copies of models on local disk, shared by all processes of a machine: a copy gets its
 * name, which is its hash, by an atomic rename after its bytes were checked.
 */
public final class ModelCache {
  private final Path folder;
  private final ModelFetcher fetcher;

  /**
   * @param folder made when it is first needed
   */
  public ModelCache(Path folder, ModelFetcher fetcher) {
    this.folder = folder;
    this.fetcher = fetcher;
  }

  /** In {@link #standardFolder}. */
  public static ModelCache standard(ModelFetcher fetcher) {
    return new ModelCache(standardFolder(), fetcher);
  }

  /**
   * The folder that the system property {@code heirloom.model.cache} names, or one of this user's
   * in the folder for temporary files.
   */
  public static Path standardFolder() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path own = temporary.resolve("heirloom-models-" + System.getProperty("user.name"));
    return Path.of(System.getProperty("heirloom.model.cache", own.toString()));
  }

  /**
   * The checked bytes of {@code source}: from the catalog, from this cache, or fetched.
   *
   * @throws ModelException if there is no such model, it cannot be read, or its hash is another
   */
  public ModelFile resolve(ModelSource source) {
    if (source.isOnBoard()) {
      return onBoard(source);
    }
    Path copy = place(source.hash());
    if (!isIntact(copy, source.sha256())) {
      fetch(source, copy);
    }
    return new ModelFile.Cached(source.name(), source.sha256(), copy);
  }

  /** As {@link #resolve} for what is not on board, but reads it even if it was read before. */
  ModelFile fetched(ModelSource source) {
    Path copy = place(source.hash());
    fetch(source, copy);
    return new ModelFile.Cached(source.name(), source.sha256(), copy);
  }

  /** Whether the checked bytes of this hash are here, and still are what they were. */
  boolean holds(String sha256) {
    return isIntact(place(sha256), sha256);
  }

  /** Where the checked bytes of this hash are, if they are here. */
  Path place(String sha256) {
    return folder.resolve(sha256 + ".onnx");
  }

  private static ModelFile onBoard(ModelSource source) {
    ModelFile file = ModelCatalog.onBoard().file(source.location());
    if (!source.sha256().isEmpty()) {
      ModelException.unlessSame("model " + source.location(), source.sha256(), file.sha256());
    }
    return file;
  }

  private static boolean isIntact(Path copy, String sha256) {
    if (!Files.isRegularFile(copy)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(copy)) {
      return Sha256.copy(in, OutputStream.nullOutputStream()).equals(sha256);
    } catch (IOException e) {
      return false;
    }
  }

  private void fetch(ModelSource source, Path copy) {
    try {
      Files.createDirectories(folder);
      Path arriving = Files.createTempFile(folder, "arriving-", ".onnx");
      try (InputStream in = fetcher.open(uri(source.location()));
          OutputStream out = Files.newOutputStream(arriving)) {
        ModelException.unlessSame(
            "model " + source.location(), source.sha256(), Sha256.copy(in, out));
        Files.move(
            arriving, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(arriving);
      }
    } catch (IOException e) {
      throw new ModelException(
          "model %s cannot be read (%s); check the path and the rights to it"
              .formatted(source.location(), e.getMessage()),
          e);
    }
  }

  private static URI uri(String location) {
    try {
      return ModelSource.isUri(location)
          ? new URI(location.replace(" ", "%20"))
          : Path.of(location).toAbsolutePath().toUri();
    } catch (URISyntaxException e) {
      throw new ModelException("'%s' is no path and no URI".formatted(location), e);
    }
  }
}
