package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;

/**
 * What is used of EXIF data. Unreadable data say nothing: they never make a photo fail.
 *
 * @param orientation 1…8, as stored; 1 when there is none
 * @param density of the picture as it is stored
 */
record Exif(int orientation, Density density) {
  static final Exif NONE = new Exif(1, Density.UNKNOWN);
  private static final byte[] PREFIX = {'E', 'x', 'i', 'f', 0, 0};

  /**
   * @param block with or without the {@code Exif} prefix of a JPEG segment
   */
  static Exif of(ByteBuffer block) {
    try {
      boolean prefixed = startsWithPrefix(block);
      TiffDirectory directory =
          new TiffDirectory(
              prefixed ? block.slice(PREFIX.length, block.limit() - PREFIX.length) : block.slice());
      return new Exif(directory.orientation(), directory.density());
    } catch (IndexOutOfBoundsException e) {
      return NONE;
    }
  }

  static boolean startsWithPrefix(ByteBuffer block) {
    return block.limit() >= PREFIX.length
        && block.slice(0, PREFIX.length).equals(ByteBuffer.wrap(PREFIX));
  }
}
