package dev.heirloom.restoration.decode;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;

/** Where the strips or tiles of a TIFF page lie, and whether all of them are there. */
final class TiffLayout {
  static final int ROWS_PER_STRIP = 278;
  private static final int IMAGE_WIDTH = 256;
  private static final int IMAGE_LENGTH = 257;
  private static final int BITS_PER_SAMPLE = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int STRIP_BYTE_COUNTS = 279;
  private static final int PLANAR_CONFIGURATION = 284;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_LENGTH = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTE_COUNTS = 325;

  private static final int UNCOMPRESSED = 1;
  private static final int YCBCR = 6;

  /** Tiles are decoded whole, so they may not be much larger than their picture. */
  private static final long MAX_TILE_PIXELS = 1 << 24;

  private final TiffDirectory directory;
  private final boolean tiled;
  private final long width;
  private final long height;
  private final long pieceWidth;
  private final long pieceHeight;
  private final long planes;

  TiffLayout(TiffDirectory directory) {
    this.directory = directory;
    tiled = directory.has(TILE_WIDTH);
    width = directory.value(IMAGE_WIDTH, 0);
    height = directory.value(IMAGE_LENGTH, 0);
    pieceWidth = tiled ? directory.value(TILE_WIDTH, 0) : width;
    pieceHeight =
        tiled
            ? directory.value(TILE_LENGTH, 0)
            : Math.min(height, directory.value(ROWS_PER_STRIP, height));
    boolean separate = directory.value(PLANAR_CONFIGURATION, 1) == 2;
    planes = separate ? directory.value(SAMPLES_PER_PIXEL, 1) : 1;
    requireSaneTiles();
  }

  private void requireSaneTiles() {
    boolean positive = pieceWidth > 0 && pieceHeight > 0 && planes > 0;
    if (!positive
        || pieceWidth > Integer.MAX_VALUE
        || pieceHeight > Integer.MAX_VALUE
        || pieceWidth * pieceHeight > Math.max(MAX_TILE_PIXELS, 2 * width * height)) {
      throw new PhotoException(
          FailureCode.CORRUPT,
          "the TIFF file is damaged: its tiles or strips are %d x %d pixels"
              .formatted(pieceWidth, pieceHeight));
    }
  }

  int rowsPerStrip() {
    return (int) pieceHeight;
  }

  /**
   * @param length of the file in bytes
   */
  void requireComplete(long length) {
    int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
    long down = (height + pieceHeight - 1) / pieceHeight;
    long pieces = (width + pieceWidth - 1) / pieceWidth * down * planes;
    if (directory.count(offsets) < pieces) {
      throw truncated("%d of %d strips or tiles are there", directory.count(offsets), pieces);
    }
    for (int i = 0; i < pieces; i++) {
      long rows = tiled ? pieceHeight : Math.min(pieceHeight, height - i % down * pieceHeight);
      long end = directory.value(offsets, 0, i) + bytes(i, rows);
      if (end > length) {
        throw truncated("a strip or tile ends at byte %d of %d", end, length);
      }
    }
  }

  private long bytes(int piece, long rows) {
    int counts = tiled ? TILE_BYTE_COUNTS : STRIP_BYTE_COUNTS;
    long stated = piece < directory.count(counts) ? directory.value(counts, 0, piece) : 0;
    boolean plain =
        directory.value(COMPRESSION, UNCOMPRESSED) == UNCOMPRESSED
            && directory.value(PHOTOMETRIC, 0) != YCBCR;
    long needed = plain ? rows * ((pieceWidth * bitsPerPixel() + 7) / 8) : 1;
    if (stated > 0 && stated < needed) {
      throw truncated("a strip or tile has %d of %d bytes", stated, needed);
    }
    return plain ? needed : Math.max(needed, stated);
  }

  /** Of one plane. */
  private long bitsPerPixel() {
    long samples = directory.value(SAMPLES_PER_PIXEL, 1) / planes;
    return directory.value(BITS_PER_SAMPLE, 1) * samples;
  }

  private static PhotoException truncated(String what, long there, long needed) {
    return new PhotoException(
        FailureCode.TRUNCATED, "the TIFF file is cut off: " + what.formatted(there, needed));
  }
}
