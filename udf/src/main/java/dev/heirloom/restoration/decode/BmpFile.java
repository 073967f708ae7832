package dev.heirloom.restoration.decode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.opencv.opencv_core.Mat;

/** Windows and OS/2 bitmaps: 1 to 32 bits a pixel, uncompressed, bit fields, run lengths. */
final class BmpFile extends ImageFile {
  private static final int CORE_HEADER = 12;
  private static final int INFO_HEADER = 40;
  private static final int UNCOMPRESSED = 0;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int BIT_FIELDS = 3;

  private final ByteBuffer bytes;

  BmpFile(byte[] file) {
    super(PhotoFormat.BMP, file);
    bytes = bytes(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  ImageHeader header() {
    requireReadableKind();
    return new ImageHeader(width(), height(), bitsPerPixel() == 16 ? 5 : 8, 1, density());
  }

  private Density density() {
    return isCore()
        ? Density.UNKNOWN
        : Density.of(bytes.getInt(38) / 100.0, bytes.getInt(42) / 100.0, Density.Unit.CENTIMETRE);
  }

  private void requireReadableKind() {
    int size = bytes.getInt(14);
    if (size != CORE_HEADER && size < INFO_HEADER) {
      throw corrupt("its header is %d bytes long".formatted(size));
    }
    int bits = bitsPerPixel();
    boolean readable =
        switch (compression()) {
          case UNCOMPRESSED -> bits == 1 || bits == 4 || bits == 8 || bits >= 16;
          case RLE8 -> bits == 8;
          case RLE4 -> bits == 4;
          case BIT_FIELDS -> bits == 16 || bits == 32;
          default -> false;
        };
    if (bits < 1 || bits > 32) {
      throw corrupt("its header states %d bits a pixel".formatted(bits));
    }
    if (!readable) {
      throw unsupported(
          "BMP with %d bits a pixel and compression %d".formatted(bits, compression()));
    }
  }

  /** Run lengths are checked by OpenCV as it reads them. */
  @Override
  void requireComplete() {
    if (compression() == RLE8 || compression() == RLE4) {
      return;
    }
    long row = ((long) width() * bitsPerPixel() + 31) / 32 * 4;
    long end = (bytes.getInt(10) & 0xffffffffL) + row * height();
    if (end > bytes.limit()) {
      throw truncated("%d of %d bytes are there".formatted(bytes.limit(), end));
    }
  }

  /** OpenCV takes every bitmap with the OS/2 header for gray unless it is asked for colour. */
  @Override
  Mat pixels() {
    return isCore()
        ? NativeDecoder.decode(file(), IMREAD_COLOR | IMREAD_IGNORE_ORIENTATION, format())
        : super.pixels();
  }

  private boolean isCore() {
    return bytes.getInt(14) == CORE_HEADER;
  }

  private int width() {
    return isCore() ? bytes.getShort(18) & 0xffff : bytes.getInt(18);
  }

  /** Rows from the top are written as a negative height. */
  private int height() {
    return isCore() ? bytes.getShort(20) & 0xffff : Math.abs(bytes.getInt(22));
  }

  private int bitsPerPixel() {
    return bytes.getShort(isCore() ? 24 : 28) & 0xffff;
  }

  private int compression() {
    return isCore() ? UNCOMPRESSED : bytes.getInt(30);
  }
}
