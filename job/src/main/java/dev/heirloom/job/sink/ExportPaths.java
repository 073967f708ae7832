package dev.heirloom.job.sink;

import dev.heirloom.restoration.decode.PhotoFormat;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where exported photos go.
 *
 * @param base canonical URI of the folder below which paths are kept, ending in a slash; may be
 *     empty
 * @param target canonical URI of the folder they go to, ending in a slash
 */
record ExportPaths(String base, String target) implements Serializable {

  /** The folder of a photo, ending in a slash. */
  static String folder(String uri) {
    return uri.substring(0, uri.lastIndexOf('/') + 1);
  }

  /** The longest folder that holds both folders, ending in a slash. */
  static String common(String a, String b) {
    int mismatch = Arrays.mismatch(a.toCharArray(), b.toCharArray());
    String same = mismatch < 0 ? a : a.substring(0, mismatch);
    return folder(same);
  }

  /**
   * The file for a photo: its path below the base; with the extension of its format added where its
   * own says something else.
   */
  String of(String uri, PhotoFormat format) {
    return target + relative(uri) + (says(uri, format) ? "" : "." + format.extension());
  }

  private static boolean says(String uri, PhotoFormat format) {
    String extension = uri.substring(uri.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    Set<String> spellings =
        switch (format) {
          case JPEG -> Set.of("jpg", "jpeg", "jpe", "jfif");
          case TIFF -> Set.of("tif", "tiff");
          default -> Set.of(format.extension());
        };
    return spellings.contains(extension);
  }

  private String relative(String uri) {
    return uri.substring(base.length());
  }

  /** Why the photo must not be written: its path would leave the target. */
  Optional<String> problem(String uri) {
    boolean leaves =
        Arrays.stream(relative(uri).split("/", -1))
            .anyMatch(part -> part.equals("..") || part.equals(".") || part.isEmpty());
    return leaves || relative(uri).indexOf('\\') >= 0 || relative(uri).indexOf('\0') >= 0
        ? Optional.of("%s would be written outside %s; rename it".formatted(uri, target))
        : Optional.empty();
  }
}
