package dev.heirloom.job.sink;

import dev.heirloom.restoration.decode.PhotoFormat;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where exported photos go.
 *
 * @param base canonical URI of the folder below which paths are kept, ending in a slash; may be
 *     empty
 * @param target canonical URI of the folder they go to, ending in a slash
 */
record ExportPaths(String base, String target) implements Serializable {

  /** The longest folder that holds all of {@code uris}, ending in a slash. */
  static String commonFolder(List<String> uris) {
    return uris.stream()
        .map(uri -> uri.substring(0, uri.lastIndexOf('/') + 1))
        .reduce(ExportPaths::common)
        .orElse("");
  }

  private static String common(String a, String b) {
    int mismatch = Arrays.mismatch(a.toCharArray(), b.toCharArray());
    String same = mismatch < 0 ? a : a.substring(0, mismatch);
    return same.substring(0, same.lastIndexOf('/') + 1);
  }

  /**
   * The file for a photo: its path below the base; with the extension of its format added where its
   * own says something else, so that no two photos share a file.
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

  /**
   * @throws TableException if the photo is not below the base, its path leaves the target, or its
   *     file may be the original
   */
  void requireSafe(String uri) {
    if (!uri.startsWith(base)) {
      throw new TableException(
          "%s is not below %s; name a --base that holds all photos".formatted(uri, base));
    }
    boolean leaves =
        Arrays.stream(relative(uri).split("/", -1))
            .anyMatch(part -> part.equals("..") || part.equals(".") || part.isEmpty());
    if (leaves || relative(uri).indexOf('\\') >= 0 || relative(uri).indexOf('\0') >= 0) {
      throw new TableException(
          "%s would be written outside %s; rename it, or export without it".formatted(uri, target));
    }
    if (uri.equals(target + relative(uri))) {
      throw new TableException(
          "%s would be replaced by its restored version; export to another folder".formatted(uri));
    }
  }
}
