package dev.heirloom.restoration.model;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A restorer that a user has added.
 *
 * @param name letters, digits, points, hyphens and underscores
 * @param origin path or URI that it was added from
 * @param sha256 64 lower-case hex digits
 * @param bytes its length
 * @param side pixels of the square it takes and gives
 * @param publisher who exported it, where it is a published file; otherwise empty
 * @param licence in short
 */
public record AddedModel(
    String name,
    String origin,
    String sha256,
    long bytes,
    int side,
    String publisher,
    String licence) {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

  public AddedModel {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a model's name has letters, digits, points, hyphens and underscores, got '%s'"
              .formatted(name));
    }
  }

  static boolean isName(String text) {
    return text.matches(NAME);
  }

  /** Its place beside those on board. */
  @JsonIgnore
  public CatalogEntry entry() {
    String source = publisher.isEmpty() ? origin : "%s (%s)".formatted(origin, publisher);
    String contract =
        "input float32 [batch,3,%1$d,%1$d] RGB -1...1 -> output of the same shape".formatted(side);
    return new CatalogEntry(name, "restorer", file(), "", source, licence, bytes, sha256, contract);
  }

  /** Its file's name in the folder of added models. */
  @JsonIgnore
  public String file() {
    return sha256 + ".onnx";
  }

  /** Whether other machines may read it where it came from. */
  @JsonIgnore
  public boolean isRemote() {
    return ModelSource.isRemote(origin);
  }
}
