package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * How many bytes a compressed strip or tile of a TIFF file gives.
 *
 * <p>libtiff, as OpenCV calls it for 8 bits, leaves the rest of a damaged strip black and says
 * nothing.
 */
final class StripLength {
  private static final int LZW = 5;
  private static final int DEFLATE = 8;
  private static final int PACK_BITS = 32773;
  private static final int OLD_DEFLATE = 32946;

  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int TABLE = 4096;

  private StripLength() {}

  /** Whether this class can tell; of LZW it knows the form of TIFF 6.0, not the older one. */
  static boolean isKnownFor(int compression, ByteBuffer strip) {
    boolean oldLzw = strip.limit() > 1 && strip.get(0) == 0 && (strip.get(1) & 1) == 1;
    return compression == LZW && !oldLzw
        || compression == DEFLATE
        || compression == OLD_DEFLATE
        || compression == PACK_BITS;
  }

  /**
   * Bytes up to the first error, at least {@code needed} where there are that many.
   *
   * @param strip the compressed bytes
   */
  static long of(int compression, ByteBuffer strip, long needed) {
    return switch (compression) {
      case LZW -> lzw(strip, needed);
      case PACK_BITS -> packBits(strip, needed);
      default -> deflate(strip, needed);
    };
  }

  private static long deflate(ByteBuffer strip, long needed) {
    Inflater inflater = new Inflater();
    inflater.setInput(strip);
    byte[] part = new byte[1 << 14];
    long length = 0;
    try {
      for (int n = inflater.inflate(part); n > 0 && length < needed; n = inflater.inflate(part)) {
        length += n;
      }
    } catch (DataFormatException e) {
      return length;
    } finally {
      inflater.end();
    }
    return length;
  }

  private static long packBits(ByteBuffer strip, long needed) {
    long length = 0;
    for (int at = 0; at < strip.limit() && length < needed; ) {
      int run = strip.get(at);
      boolean literal = run >= 0;
      int there = literal ? Math.min(run + 1, strip.limit() - at - 1) : 1 - run;
      length += run == -128 ? 0 : there;
      at += literal ? run + 2 : run == -128 ? 1 : 2;
    }
    return length;
  }

  /** Follows the codes (TIFF 6.0, section 13) with the lengths of their strings alone. */
  private static long lzw(ByteBuffer strip, long needed) {
    int[] lengths = new int[TABLE];
    Arrays.fill(lengths, 0, CLEAR, 1);
    long length = 0;
    int next = END + 1;
    int previous = CLEAR;
    int width = widthFor(next);
    for (long bit = 0; bit + width <= 8L * strip.limit() && length < needed; ) {
      int code = bits(strip, bit, width);
      bit += width;
      if (code == CLEAR) {
        next = END + 1;
      } else {
        if (previous != CLEAR && next < TABLE) {
          lengths[next++] = lengths[previous] + 1;
        }
        if (code == END || code >= next) {
          return length;
        }
        length += lengths[code];
      }
      previous = code;
      width = widthFor(next);
    }
    return length;
  }

  /** Codes grow one entry early. */
  private static int widthFor(int next) {
    return next < 511 ? 9 : next < 1023 ? 10 : next < 2047 ? 11 : 12;
  }

  private static int bits(ByteBuffer strip, long bit, int width) {
    int at = (int) (bit >> 3);
    int window = 0;
    for (int i = 0; i < 3; i++) {
      window = window << 8 | (at + i < strip.limit() ? strip.get(at + i) & 0xff : 0);
    }
    return window >> 24 - (int) (bit & 7) - width & (1 << width) - 1;
  }
}
