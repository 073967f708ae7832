package dev.heirloom.restoration.decode;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.nio.ByteBuffer;

/** Where the strips or tiles of a TIFF page lie, and whether all of them are there. */
final class TiffLayout {

  private static final int UNCOMPRESSED = 1;
  private static final int JPEG = 7;
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
    tiled = directory.has(TiffTag.TILE_WIDTH);
    width = directory.value(TiffTag.IMAGE_WIDTH, 0);
    height = directory.value(TiffTag.IMAGE_LENGTH, 0);
    pieceWidth = tiled ? directory.value(TiffTag.TILE_WIDTH, 0) : width;
    pieceHeight =
        tiled
            ? directory.value(TiffTag.TILE_LENGTH, 0)
            : Math.min(height, directory.value(TiffTag.ROWS_PER_STRIP, height));
    boolean separate = directory.value(TiffTag.PLANAR_CONFIGURATION, 1) == 2;
    planes = separate ? directory.value(TiffTag.SAMPLES_PER_PIXEL, 1) : 1;
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

  /** Refuses a file in which a strip or tile is missing or gives too few bytes. */
  void requireComplete(byte[] file) {
    int offsets = tiled ? TiffTag.TILE_OFFSETS : TiffTag.STRIP_OFFSETS;
    long down = (height + pieceHeight - 1) / pieceHeight;
    long pieces = (width + pieceWidth - 1) / pieceWidth * down * planes;
    if (directory.count(offsets) < pieces) {
      throw truncated("%d of %d strips or tiles are there", directory.count(offsets), pieces);
    }
    for (int i = 0; i < pieces; i++) {
      long rows = tiled ? pieceHeight : Math.min(pieceHeight, height - i % down * pieceHeight);
      long start = directory.value(offsets, 0, i);
      long bytes = bytes(i, rows);
      if (start < 0 || start + bytes > file.length) {
        throw truncated("a strip or tile ends at byte %d of %d", start + bytes, file.length);
      }
      requireWhole(ByteBuffer.wrap(file, (int) start, (int) bytes).slice(), rows);
    }
  }

  /** More than 8 bits OpenCV checks by itself. */
  private void requireWhole(ByteBuffer piece, long rows) {
    int compression = (int) directory.value(TiffTag.COMPRESSION, UNCOMPRESSED);
    if (compression == JPEG) {
      byte[] strip = new byte[piece.remaining()];
      piece.get(strip);
      new JpegFile(strip).requireComplete();
    }
    boolean reversedBits = directory.value(TiffTag.FILL_ORDER, 1) != 1;
    if (!StripLength.isKnownFor(compression, piece) || reversedBits || isYcbcr() || bits() > 8) {
      return;
    }
    long length = StripLength.of(compression, piece, plainBytes(rows));
    if (length < plainBytes(rows)) {
      throw new PhotoException(
          FailureCode.CORRUPT,
          "the TIFF file is damaged: a strip or tile gives %d of %d bytes"
              .formatted(length, plainBytes(rows)));
    }
  }

  private long bytes(int piece, long rows) {
    int counts = tiled ? TiffTag.TILE_BYTE_COUNTS : TiffTag.STRIP_BYTE_COUNTS;
    long stated = piece < directory.count(counts) ? directory.value(counts, 0, piece) : 0;
    boolean plain =
        directory.value(TiffTag.COMPRESSION, UNCOMPRESSED) == UNCOMPRESSED && !isYcbcr();
    long needed = plain ? plainBytes(rows) : 1;
    if (stated > 0 && stated < needed) {
      throw truncated("a strip or tile has %d of %d bytes", stated, needed);
    }
    return plain ? needed : Math.max(needed, stated);
  }

  private long plainBytes(long rows) {
    long samples = directory.value(TiffTag.SAMPLES_PER_PIXEL, 1) / planes;
    return rows * ((pieceWidth * bits() * samples + 7) / 8);
  }

  private long bits() {
    return directory.value(TiffTag.BITS_PER_SAMPLE, 1);
  }

  private boolean isYcbcr() {
    return directory.value(TiffTag.PHOTOMETRIC, 0) == YCBCR;
  }

  private static PhotoException truncated(String what, long there, long needed) {
    return new PhotoException(
        FailureCode.TRUNCATED, "the TIFF file is cut off: " + what.formatted(there, needed));
  }
}
