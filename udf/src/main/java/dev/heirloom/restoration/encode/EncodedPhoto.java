package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.PhotoFormat;
import java.util.Arrays;
import java.util.List;

/**
 * A picture as a file.
 *
 * @param bytes the file; not to be changed
 * @param metadataLost what the source carried beside its pixels, and this file does not; each a few
 *     words
 */
public record EncodedPhoto(
    PhotoFormat format, int width, int height, byte[] bytes, List<String> metadataLost) {

  public EncodedPhoto {
    metadataLost = List.copyOf(metadataLost);
  }

  /** With all that its source carried. */
  public EncodedPhoto(PhotoFormat format, int width, int height, byte[] bytes) {
    this(format, width, height, bytes, List.of());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedPhoto that
        && format == that.format
        && width == that.width
        && height == that.height
        && Arrays.equals(bytes, that.bytes)
        && metadataLost.equals(that.metadataLost);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "EncodedPhoto[%s, %d x %d, %d bytes]".formatted(format, width, height, bytes.length);
  }
}
