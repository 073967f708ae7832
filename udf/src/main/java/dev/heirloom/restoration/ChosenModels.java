package dev.heirloom.restoration;

import dev.heirloom.restoration.model.ModelCache;
import dev.heirloom.restoration.model.ModelFetcher;
import java.nio.file.Path;

/** The models that settings name, as files. */
public final class ChosenModels {
  private ChosenModels() {}

  /**
   * Gets restorer and detector as opening them does, and compares their bytes with their hashes.
   *
   * @throws dev.heirloom.restoration.model.ModelException if there is no such model, it cannot be
   *     read, or its hash is another
   */
  public static void verify(ModelSettings models, ModelFetcher fetcher) {
    ModelCache cache = ModelCache.standard(fetcher);
    cache.resolve(models.restorer());
    if (!models.detectsWithMtcnn()) {
      cache.resolve(models.detector());
    }
  }

  /** The folder on this machine that models which are not on board are copied to. */
  public static Path cacheFolder() {
    return ModelCache.standardFolder();
  }
}
