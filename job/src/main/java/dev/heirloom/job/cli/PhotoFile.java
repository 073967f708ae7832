package dev.heirloom.job.cli;

import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.StageTimings;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.spark.Restorer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A photo to be restored into a file.
 *
 * @param name as people know it
 * @param bytes opens it
 * @param target where the result goes; its extension follows the format written
 */
record PhotoFile(String name, Bytes bytes, Path target) {

  /** Where the bytes are. */
  @FunctionalInterface
  interface Bytes {
    byte[] read() throws IOException;
  }

  PhotoResult restored(Restorer restorer, RestorationSettings settings) {
    byte[] photo;
    try {
      photo = bytes.read();
    } catch (IOException e) {
      return new PhotoResult.Failed(
          FailureCode.READ_FAILED,
          FailureCode.READ_FAILED.stage(),
          "cannot be read: " + e.getClass().getSimpleName(),
          StageTimings.NONE);
    }
    return restorer.restore(photo, settings);
  }

  /** The file itself, to be copied. */
  byte[] original() {
    try {
      return bytes.read();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s again".formatted(name), e);
    }
  }

  /** The target with {@code extension}, unless its own means the same. */
  Path target(String extension) {
    String file = target.getFileName().toString();
    int dot = file.lastIndexOf('.');
    String own = dot < 0 ? "" : canonical(file.substring(dot + 1));
    return own.equals(canonical(extension))
        ? target
        : target.resolveSibling((dot < 0 ? file : file.substring(0, dot)) + "." + extension);
  }

  private static String canonical(String extension) {
    String lower = extension.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "jpeg", "jpe", "jfif" -> "jpg";
      case "tiff" -> "tif";
      default -> lower;
    };
  }
}
