package dev.heirloom.restoration.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heirloom.restoration.photo.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The models on board, each with its origin, licence and hash. Immutable. */
public record ModelCatalog(List<CatalogEntry> models) {
  private static final ModelCatalog ON_BOARD = read();

  public ModelCatalog {
    models = List.copyOf(models);
  }

  public static ModelCatalog onBoard() {
    return ON_BOARD;
  }

  public Optional<CatalogEntry> find(String name) {
    return models.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /**
   * @throws ModelException if no model has this name
   */
  public CatalogEntry entry(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new ModelException(
                    "no model is called '%s'; on board are: %s"
                        .formatted(name, String.join(", ", names()))));
  }

  /**
   * The bytes of a model on board, checked against the catalog.
   *
   * @throws ModelException if no model has this name, or its bytes have been altered
   */
  public ModelFile file(String name) {
    CatalogEntry entry = entry(name);
    byte[] bytes = bytes(entry);
    ModelException.unlessSame("model " + name, entry.sha256(), Sha256.of(bytes));
    return new ModelFile.Embedded(name, entry.sha256(), bytes);
  }

  private List<String> names() {
    return models.stream().map(CatalogEntry::name).toList();
  }

  private static byte[] bytes(CatalogEntry entry) {
    try (InputStream in = resource(entry.file())) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModelCatalog read() {
    try (InputStream in = resource("catalog.json")) {
      return new ObjectMapper().readValue(in, ModelCatalog.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String name) {
    InputStream in = ModelCatalog.class.getResourceAsStream(name);
    if (in == null) {
      throw new ModelException(
          "the jar lacks " + name + "; it was built without its models: build it again");
    }
    return in;
  }
}
