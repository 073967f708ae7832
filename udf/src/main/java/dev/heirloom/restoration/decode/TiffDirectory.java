package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An image file directory of a TIFF file, classic or BigTIFF, of either byte order; EXIF data are
 * the same structure. Reads are bounded by the buffer: {@link IndexOutOfBoundsException}.
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

  /** More pages than any scanner makes; what lies behind them is not looked for. */
  private static final int MAX_PAGES = 100_000;

  private final ByteBuffer bytes;
  private final boolean big;
  private final Map<Integer, Field> fields = new HashMap<>();
  private boolean damaged;
  private int end;

  /**
   * The first directory.
   *
   * @param bytes from the byte order mark on
   */
  TiffDirectory(ByteBuffer bytes) {
    ByteOrder order = bytes.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    this.bytes = bytes.slice().order(order);
    big = this.bytes.getShort(2) == 43;
    readFields(big ? this.bytes.getLong(8) : unsignedInt(4));
  }

  /** Another directory of the same file. */
  private TiffDirectory(TiffDirectory first, long start) {
    bytes = first.bytes;
    big = first.big;
    readFields(start);
  }

  private void readFields(long start) {
    int at = position(start);
    long count = big ? bytes.getLong(at) : unsignedShort(at);
    int entrySize = big ? 20 : 12;
    int first = at + (big ? 8 : 2);
    for (int entry = first, i = 0; i < count; i++, entry += entrySize) {
      readField(entry);
      end = entry + entrySize;
    }
  }

  /** Of a tag that is there twice the first counts, as in libtiff. */
  private void readField(int entry) {
    int type = unsignedShort(entry + 2);
    long count = big ? bytes.getLong(entry + 4) : unsignedInt(entry + 4);
    int valueAt = entry + (big ? 12 : 8);
    long room = big ? 8 : 4;
    if (type >= TYPE_SIZE.length || TYPE_SIZE[type] == 0 || count < 1 || count > bytes.limit()) {
      damaged = true;
      return;
    }
    long pointer = big ? bytes.getLong(valueAt) : unsignedInt(valueAt);
    long position = count * TYPE_SIZE[type] <= room ? valueAt : pointer;
    if (position >= 0 && position + count * TYPE_SIZE[type] <= bytes.limit()) {
      fields.putIfAbsent(unsignedShort(entry), new Field(type, count, (int) position));
    } else {
      damaged = true;
    }
  }

  ByteOrder order() {
    return bytes.order();
  }

  /** Whether there are fields that cannot be read, or values that lie outside the file. */
  boolean isDamaged() {
    return damaged;
  }

  /** The tags that are there, ascending. */
  Set<Integer> tags() {
    return new TreeSet<>(fields.keySet());
  }

  /** Field type of a tag that is there: 1…18. */
  int type(int tag) {
    return fields.get(tag).type();
  }

  /** The values of a tag that is there, in the byte order of the file. */
  byte[] raw(int tag) {
    Field field = fields.get(tag);
    byte[] raw = new byte[(int) field.count() * TYPE_SIZE[field.type()]];
    bytes.get(field.position(), raw);
    return raw;
  }

  /** Where the values of a tag that is there begin, from the byte order mark. */
  int valuePosition(int tag) {
    return fields.get(tag).position();
  }

  /** The directory that a tag points to; none where it does not, or points outside the file. */
  Optional<TiffDirectory> child(int tag) {
    return has(tag) ? directoryAt(value(tag, 0)) : Optional.empty();
  }

  /** The directory behind this one. */
  Optional<TiffDirectory> next() {
    return directoryAt(nextOffset());
  }

  /** Where this directory says where the next one is. */
  int nextPointer() {
    return end;
  }

  private long nextOffset() {
    int room = big ? 8 : 4;
    if (end == 0 || end + room > bytes.limit()) {
      return 0;
    }
    return big ? bytes.getLong(end) : unsignedInt(end);
  }

  private Optional<TiffDirectory> directoryAt(long offset) {
    try {
      return offset <= 0 ? Optional.empty() : Optional.of(new TiffDirectory(this, offset));
    } catch (IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** How many directories hold a page, not a reduced copy of one or a mask. */
  int pages() {
    Set<Long> seen = new HashSet<>();
    int pages = 0;
    Optional<TiffDirectory> directory = Optional.of(this);
    while (directory.isPresent() && seen.size() < MAX_PAGES) {
      TiffDirectory page = directory.get();
      pages += (page.value(TiffTag.NEW_SUBFILE_TYPE, 0) & 5) == 0 ? 1 : 0;
      directory = seen.add(page.nextOffset()) ? page.next() : Optional.empty();
    }
    return pages;
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

  /** The resolution, of the picture as it is stored. */
  Density density() {
    double x = rational(TiffTag.X_RESOLUTION);
    double y = rational(TiffTag.Y_RESOLUTION);
    long unit = value(TiffTag.RESOLUTION_UNIT, 2);
    return Density.of(
        x,
        y > 0 ? y : x,
        unit == NO_UNIT
            ? Density.Unit.NONE
            : unit == CENTIMETRE ? Density.Unit.CENTIMETRE : Density.Unit.INCH);
  }

  private double rational(int tag) {
    Field field = fields.get(tag);
    return field == null || field.type() != 5
        ? 0
        : (double) unsignedInt(field.position()) / unsignedInt(field.position() + 4);
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
