package dev.heirloom.restoration.model;

import java.io.Serializable;

/**
 * Which model: a name of the catalog, or a path or URI with the hash of its bytes.
 *
 * @param location catalog name, path or URI
 * @param sha256 64 lower-case hex digits; empty for a catalog name, whose hash the catalog knows
 */
public record ModelSource(String location, String sha256) implements Serializable {

  public ModelSource {
    if (location.isBlank()) {
      throw new IllegalArgumentException("a model needs a name, a path or a URI");
    }
    if (!sha256.isEmpty() && !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a sha256 is 64 lower-case hex digits, got " + sha256);
    }
  }

  /** The model of this name that is on board. */
  public static ModelSource named(String name) {
    return new ModelSource(name, "");
  }
}
