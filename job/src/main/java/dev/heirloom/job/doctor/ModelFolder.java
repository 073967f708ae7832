package dev.heirloom.job.doctor;

import dev.heirloom.job.Causes;
import dev.heirloom.restoration.ChosenModels;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.ModelsOnBoard;
import dev.heirloom.restoration.model.CatalogEntry;
import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.model.ModelFetcher;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process finds of the models.
 *
 * @param complaint about those that a run would use, or those on board; empty if there is none
 * @param cache folder of copies of models that are not on board
 * @param writable whether a copy can be put there
 */
record ModelFolder(String complaint, String cache, boolean writable) implements Serializable {

  static ModelFolder here(ModelSettings models, ModelFetcher fetcher) {
    Path cache = ChosenModels.cacheFolder();
    return new ModelFolder(complaint(models, fetcher), cache.toString(), isWritable(cache));
  }

  private static String complaint(ModelSettings models, ModelFetcher fetcher) {
    try {
      for (CatalogEntry model : ModelsOnBoard.list()) {
        ModelsOnBoard.verify(model);
      }
      ChosenModels.verify(models, fetcher);
      return "";
    } catch (ModelException e) {
      return String.valueOf(e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      return "the models cannot be read: " + Causes.oneLine(e);
    }
  }

  private static boolean isWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "doctor-", ""));
      return true;
    } catch (IOException | SecurityException e) {
      return false;
    }
  }

  Finding finding(String on, ModelSettings models) {
    if (!complaint.isEmpty()) {
      return Finding.fail("models", on, complaint);
    }
    String found =
        "those on board and %s have the hashes that they should"
            .formatted(models.restorer().name());
    return writable
        ? Finding.ok("models", on, found)
        : Finding.warn(
            "models",
            on,
            "%s, but %s cannot be written to, where others are copied to".formatted(found, cache),
            "name another folder in -Dheirloom.model.cache");
  }
}
