package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Hand-made TIFF files, classic or big, with one strip or none. */
final class TiffBuilder {
  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final Map<Integer, Integer> SIZES =
      Map.of(ASCII, 1, SHORT, 2, LONG, 4, RATIONAL, 8);

  private final ByteOrder order;
  private final Map<Integer, byte[]> values = new TreeMap<>();
  private final Map<Integer, Integer> types = new TreeMap<>();
  private boolean big;

  TiffBuilder(ByteOrder order) {
    this.order = order;
  }

  /** An uncompressed page in one strip. */
  static TiffBuilder page(ByteOrder order, int width, int height, int... bits) {
    return new TiffBuilder(order)
        .longs(256, width)
        .longs(257, height)
        .shorts(258, bits)
        .shorts(259, 1)
        .shorts(262, bits.length < 3 ? 1 : 2)
        .shorts(277, bits.length)
        .longs(278, height);
  }

  TiffBuilder big() {
    big = true;
    return this;
  }

  TiffBuilder shorts(int tag, int... numbers) {
    ByteBuffer value = ByteBuffer.allocate(2 * numbers.length).order(order);
    for (int number : numbers) {
      value.putShort((short) number);
    }
    return put(tag, SHORT, value);
  }

  TiffBuilder longs(int tag, int... numbers) {
    ByteBuffer value = ByteBuffer.allocate(4 * numbers.length).order(order);
    for (int number : numbers) {
      value.putInt(number);
    }
    return put(tag, LONG, value);
  }

  TiffBuilder ascii(int tag, String text) {
    return put(tag, ASCII, ByteBuffer.wrap((text + "\0").getBytes(StandardCharsets.US_ASCII)));
  }

  TiffBuilder rational(int tag, int numerator, int denominator) {
    ByteBuffer value = ByteBuffer.allocate(8).order(order);
    return put(tag, RATIONAL, value.putInt(numerator).putInt(denominator));
  }

  /** Samples in the byte order of the file, behind the header. */
  TiffBuilder strip(byte[] bytes) {
    values.put(0, bytes);
    return longs(273, big ? 16 : 8).longs(279, bytes.length);
  }

  private TiffBuilder put(int tag, int type, ByteBuffer value) {
    values.put(tag, value.array());
    types.put(tag, type);
    return this;
  }

  byte[] build() {
    byte[] strip = values.getOrDefault(0, new byte[0]);
    int header = big ? 16 : 8;
    int directory = header + strip.length + strip.length % 2;
    int fields = values.size() - (values.containsKey(0) ? 1 : 0);
    int room = big ? 8 : 4;
    int extra = directory + (big ? 16 : 6) + fields * (big ? 20 : 12);
    int spill = values.values().stream().mapToInt(v -> v.length > room ? v.length : 0).sum();
    ByteBuffer file = ByteBuffer.allocate(extra + spill).order(order);
    file.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes());
    if (big) {
      file.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(directory);
    } else {
      file.putShort((short) 42).putInt(directory);
    }
    file.put(strip).position(directory);
    putCount(file, fields);
    for (Map.Entry<Integer, byte[]> field : values.entrySet()) {
      if (field.getKey() != 0) {
        extra = putField(file, field.getKey(), field.getValue(), extra);
      }
    }
    return file.array();
  }

  private void putCount(ByteBuffer file, int fields) {
    if (big) {
      file.putLong(fields);
    } else {
      file.putShort((short) fields);
    }
  }

  private int putField(ByteBuffer file, int tag, byte[] value, int extra) {
    int room = big ? 8 : 4;
    int type = types.get(tag);
    int count = value.length / SIZES.get(type);
    file.putShort((short) tag).putShort((short) type);
    int next = file.position() + (big ? 16 : 8);
    if (big) {
      file.putLong(count);
    } else {
      file.putInt(count);
    }
    int end = extra;
    if (value.length <= room) {
      file.put(value);
    } else {
      file.put(extra, value);
      end += value.length;
      if (big) {
        file.putLong(extra);
      } else {
        file.putInt(extra);
      }
    }
    file.position(next);
    return end;
  }
}
