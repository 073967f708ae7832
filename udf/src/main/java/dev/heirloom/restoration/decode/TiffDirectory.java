package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The first image file directory of a TIFF file, classic or BigTIFF, of either byte order; EXIF
 * data are the same structure. Reads are bounded by the buffer: {@link IndexOutOfBoundsException}.
 *
 * @see <a href="https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf">TIFF 6.0</a>
 */
final class TiffDirectory {
  private static final int CENTIMETRE = 3;
  private static final int NO_UNIT = 1;

  /** Bytes of one value by field type; 0 where the type is unknown. */
  private static final int[] TYPE_SIZE = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  /**
   * @param position of the first value's bytes
   */
  private record Field(int type, long count, int position) {}

  private final ByteBuffer bytes;
  private final Map<Integer, Field> fields = new HashMap<>();

  /**
   * @param bytes from the byte order mark on
   */
  TiffDirectory(ByteBuffer bytes) {
    ByteOrder order = bytes.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    this.bytes = bytes.slice().order(order);
    readFields(this.bytes.getShort(2) == 43);
  }

  private void readFields(boolean big) {
    long start = big ? bytes.getLong(8) : unsignedInt(4);
    int at = position(start);
    long count = big ? bytes.getLong(at) : unsignedShort(at);
    int entrySize = big ? 20 : 12;
    int first = at + (big ? 8 : 2);
    for (int entry = first, i = 0; i < count; i++, entry += entrySize) {
      readField(entry, big);
    }
  }

  /** Of a tag that is there twice the first counts, as in libtiff. */
  private void readField(int entry, boolean big) {
    int type = unsignedShort(entry + 2);
    long count = big ? bytes.getLong(entry + 4) : unsignedInt(entry + 4);
    int valueAt = entry + (big ? 12 : 8);
    long room = big ? 8 : 4;
    if (type >= TYPE_SIZE.length || TYPE_SIZE[type] == 0 || count < 1 || count > bytes.limit()) {
      return;
    }
    long pointer = big ? bytes.getLong(valueAt) : unsignedInt(valueAt);
    long position = count * TYPE_SIZE[type] <= room ? valueAt : pointer;
    if (position >= 0 && position + count * TYPE_SIZE[type] <= bytes.limit()) {
      fields.putIfAbsent(unsignedShort(entry), new Field(type, count, (int) position));
    }
  }

  boolean has(int tag) {
    return fields.containsKey(tag);
  }

  /** How many values a tag has; 0 where it is absent. */
  long count(int tag) {
    Field field = fields.get(tag);
    return field == null ? 0 : field.count();
  }

  /** The first value of a whole-number tag. */
  long value(int tag, long otherwise) {
    return has(tag) ? value(tag, otherwise, 0) : otherwise;
  }

  /** The value at {@code index}, which must be less than {@link #count}. */
  long value(int tag, long otherwise, int index) {
    Field field = fields.get(tag);
    if (field == null) {
      return otherwise;
    }
    int at = field.position() + index * TYPE_SIZE[field.type()];
    return switch (field.type()) {
      case 1, 6, 7 -> bytes.get(at) & 0xff;
      case 3, 8 -> unsignedShort(at);
      case 4, 9, 13 -> unsignedInt(at);
      case 16, 17, 18 -> bytes.getLong(at);
      default -> otherwise;
    };
  }

  /** A tag of text, without the closing zero; empty where it is absent. */
  String text(int tag) {
    Field field = fields.get(tag);
    StringBuilder text = new StringBuilder();
    for (int i = 0; field != null && i < field.count(); i++) {
      text.append((char) (bytes.get(field.position() + i) & 0xff));
    }
    return text.toString().replace("\0", "");
  }

  /** Sets the first value of a whole-number tag, where there is one, in a copy of the file. */
  void overwrite(byte[] copy, int tag, int value) {
    Field field = fields.get(tag);
    if (field == null) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(copy).order(bytes.order());
    switch (field.type()) {
      case 1, 6, 7 -> buffer.put(field.position(), (byte) value);
      case 3, 8 -> buffer.putShort(field.position(), (short) value);
      case 4, 9, 13 -> buffer.putInt(field.position(), value);
      case 16, 17, 18 -> buffer.putLong(field.position(), value);
      default -> {}
    }
  }

  int orientation() {
    return (int) value(TiffTag.ORIENTATION, 1);
  }

  /** Horizontal resolution in dots per inch, 0 where it is not stated. */
  double dpi() {
    Field field = fields.get(TiffTag.X_RESOLUTION);
    long unit = value(TiffTag.RESOLUTION_UNIT, 2);
    if (field == null || field.type() != 5 || unit == NO_UNIT) {
      return 0;
    }
    double dots = (double) unsignedInt(field.position()) / unsignedInt(field.position() + 4);
    return unit == CENTIMETRE ? dots * 2.54 : dots;
  }

  private int position(long offset) {
    if (offset < 0 || offset >= bytes.limit()) {
      throw new IndexOutOfBoundsException("directory at " + offset);
    }
    return (int) offset;
  }

  private int unsignedShort(int at) {
    return bytes.getShort(at) & 0xffff;
  }

  private long unsignedInt(int at) {
    return bytes.getInt(at) & 0xffffffffL;
  }
}
