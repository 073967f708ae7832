package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.PhotoFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Dots per inch, put into files whose encoder in OpenCV does not take them. */
final class Resolution {
  private static final double INCHES_PER_METRE = 1 / 0.0254;
  private static final int PNG_AFTER_HEADER = 33;
  private static final int PNG_PHYSICAL_LENGTH = 9;
  private static final int JFIF_UNIT = 13;
  private static final int BMP_PER_METRE = 38;

  private Resolution() {}

  /**
   * @param bytes as OpenCV wrote them; may be changed
   * @param dpi 0 when unknown
   */
  static byte[] stamp(PhotoFormat format, byte[] bytes, double dpi) {
    if (dpi <= 0) {
      return bytes;
    }
    return switch (format) {
      case JPEG -> jfif(bytes, dpi);
      case PNG -> png(bytes, dpi);
      case BMP -> bmp(bytes, dpi);
      case TIFF, WEBP -> bytes;
    };
  }

  private static byte[] jfif(byte[] bytes, double dpi) {
    if (new String(bytes, 6, 4, StandardCharsets.US_ASCII).equals("JFIF")) {
      short density = (short) Math.min(0xffff, Math.round(dpi));
      ByteBuffer.wrap(bytes, JFIF_UNIT, 5).put((byte) 1).putShort(density).putShort(density);
    }
    return bytes;
  }

  private static byte[] png(byte[] bytes, double dpi) {
    int perMetre = (int) Math.round(dpi * INCHES_PER_METRE);
    ByteBuffer chunk = ByteBuffer.allocate(12 + PNG_PHYSICAL_LENGTH);
    chunk.putInt(PNG_PHYSICAL_LENGTH).put("pHYs".getBytes(StandardCharsets.US_ASCII));
    chunk.putInt(perMetre).putInt(perMetre).put((byte) 1);
    CRC32 checksum = new CRC32();
    checksum.update(chunk.array(), 4, 4 + PNG_PHYSICAL_LENGTH);
    chunk.putInt((int) checksum.getValue());
    return ByteBuffer.allocate(bytes.length + chunk.capacity())
        .put(bytes, 0, PNG_AFTER_HEADER)
        .put(chunk.array())
        .put(bytes, PNG_AFTER_HEADER, bytes.length - PNG_AFTER_HEADER)
        .array();
  }

  private static byte[] bmp(byte[] bytes, double dpi) {
    int perMetre = (int) Math.round(dpi * INCHES_PER_METRE);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(BMP_PER_METRE, perMetre)
        .putInt(BMP_PER_METRE + 4, perMetre);
    return bytes;
  }
}
