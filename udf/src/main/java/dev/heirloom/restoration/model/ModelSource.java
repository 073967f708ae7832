package dev.heirloom.restoration.model;

import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which model: a name of the catalog, or a path or URI with the hash of its bytes.
 *
 * @param location catalog name, path or URI
 * @param sha256 64 lower-case hex digits; empty for a catalog name, whose hash the catalog knows
 * @param name what users call it
 */
public record ModelSource(String location, String sha256, String name) implements Serializable {
  private static final String HASH_MARK = "#sha256=";
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

  public ModelSource {
    if (location.isBlank()) {
      throw new IllegalArgumentException("a model needs a name, a path or a URI");
    }
    if (!sha256.isEmpty() && !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a sha256 is 64 lower-case hex digits, got " + sha256);
    }
  }

  /** Called as its file is, without folder and {@code .onnx}. */
  public ModelSource(String location, String sha256) {
    this(location, sha256, fileName(location));
  }

  /** The model of this name that is on board. */
  public static ModelSource named(String name) {
    return new ModelSource(name, "");
  }

  /** From {@code name}, or {@code path-or-URI#sha256=hex}. */
  public static ModelSource parse(String text) {
    int mark = text.lastIndexOf(HASH_MARK);
    return mark < 0
        ? named(text)
        : new ModelSource(
            text.substring(0, mark),
            text.substring(mark + HASH_MARK.length()).toLowerCase(Locale.ROOT));
  }

  private static String fileName(String location) {
    String file = location.substring(location.lastIndexOf('/') + 1);
    return file.endsWith(".onnx") ? file.substring(0, file.length() - ".onnx".length()) : file;
  }

  /** Whether a location is a URI rather than a path. */
  public static boolean isUri(String location) {
    return SCHEME.matcher(location).lookingAt();
  }

  /** Whether a location is a URI that other machines may read. */
  public static boolean isRemote(String location) {
    return isUri(location) && !location.toLowerCase(Locale.ROOT).startsWith("file:");
  }

  boolean isOnBoard() {
    return ModelCatalog.onBoard().find(location).isPresent();
  }

  /**
   * The hash that the model's bytes must have.
   *
   * @throws ModelException if the catalog does not know the name, or a file is given without one
   */
  public String hash() {
    if (!sha256.isEmpty()) {
      return sha256;
    }
    boolean isFile = location.contains("/") || location.contains(".");
    if (isFile && !isOnBoard()) {
      throw new ModelException(
          "model %s is given without its hash; write %s#sha256=… with what sha256sum prints for it"
              .formatted(location, location));
    }
    return ModelCatalog.onBoard().entry(location).sha256();
  }
}
