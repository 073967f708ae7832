package dev.heirloom.restoration;

import dev.heirloom.restoration.model.CatalogEntry;
import dev.heirloom.restoration.model.ModelCatalog;
import java.util.List;
import java.util.Optional;

/** The models that come with this program. */
public final class ModelsOnBoard {
  private ModelsOnBoard() {}

  public static List<CatalogEntry> list() {
    return ModelCatalog.onBoard().models();
  }

  /**
   * Reads a model and compares its bytes with the catalog.
   *
   * @throws dev.heirloom.restoration.model.ModelException if they differ or are missing
   */
  public static void verify(CatalogEntry model) {
    ModelCatalog.onBoard().file(model.name());
  }

  /** The model of this name. */
  static Optional<CatalogEntry> find(String name) {
    return ModelCatalog.onBoard().find(name);
  }
}
