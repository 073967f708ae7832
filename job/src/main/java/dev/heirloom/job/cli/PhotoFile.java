package dev.heirloom.job.cli;

import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.photo.FailureCode;
import java.io.IOException;
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

  /** What becomes of a file that cannot be read. */
  static PhotoResult unreadable(IOException e) {
    return new PhotoResult.Failed(
        FailureCode.READ_FAILED, "cannot be read: " + e.getClass().getSimpleName());
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
