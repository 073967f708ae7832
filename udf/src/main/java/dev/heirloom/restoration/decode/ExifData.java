package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** EXIF data as they are carried on: whole, or what of them can be read. */
final class ExifData {
  private ExifData() {}

  /**
   * @param block with or without the {@code Exif} prefix of a JPEG segment
   */
  static void add(CarriedMetadata.Builder carried, byte[] block) {
    byte[] tiff =
        Exif.startsWithPrefix(ByteBuffer.wrap(block))
            ? Arrays.copyOfRange(block, 6, block.length)
            : block;
    Optional<TiffDirectory> directory = directory(tiff);
    if (directory.isEmpty()) {
      carried.lost("EXIF data, which are damaged");
    } else if (isDamaged(directory.get())) {
      carried.lost("fields and thumbnail of damaged EXIF data");
      TiffFields readable = TiffFields.of(directory.get());
      if (!readable.isEmpty()) {
        carried.exif(readable.block());
      }
    } else {
      carried.exif(tiff);
    }
  }

  private static Optional<TiffDirectory> directory(byte[] tiff) {
    try {
      boolean marked = tiff[0] == tiff[1] && (tiff[0] == 'I' || tiff[0] == 'M');
      TiffDirectory directory = new TiffDirectory(ByteBuffer.wrap(tiff));
      return marked && !directory.tags().isEmpty() ? Optional.of(directory) : Optional.empty();
    } catch (IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static boolean isDamaged(TiffDirectory directory) {
    return directory.isDamaged()
        || isDamaged(directory, TiffTag.GPS_DIRECTORY)
        || isDamaged(directory, TiffTag.EXIF_DIRECTORY)
        || directory
            .child(TiffTag.EXIF_DIRECTORY)
            .map(exif -> isDamaged(exif, TiffTag.INTEROPERABILITY_DIRECTORY))
            .orElse(false);
  }

  private static boolean isDamaged(TiffDirectory directory, int child) {
    return directory.has(child)
        && directory.child(child).map(TiffDirectory::isDamaged).orElse(true);
  }
}
