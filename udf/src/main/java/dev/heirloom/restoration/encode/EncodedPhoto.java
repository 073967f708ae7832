package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.PhotoFormat;
import java.util.Arrays;

/**
 * A picture as a file.
 *
 * @param bytes the file; not to be changed
 */
public record EncodedPhoto(PhotoFormat format, int width, int height, byte[] bytes) {
  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedPhoto that
        && format == that.format
        && width == that.width
        && height == that.height
        && Arrays.equals(bytes, that.bytes);
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
