package dev.heirloom.restoration.decode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The fields of a TIFF directory, with those of the EXIF, GPS and interoperability directories
 * below it, free of any file: they can be written anew, as EXIF data or behind a TIFF file.
 *
 * <p>Fields that cannot be read are left out. Values that point elsewhere in their file, as those
 * inside a maker note may, do not survive. Not thread-safe.
 *
 * @see <a href="https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E">EXIF
 *     3.0</a>
 */
public final class TiffFields {
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final int UNDEFINED = 7;
  private static final int ENTRY = 12;
  private static final int HEADER = 8;

  /** Bytes that are one number each, by field type; rationals are two numbers. */
  private static final int[] NUMBER_SIZE = {0, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4};

  private static final int[] VALUE_SIZE = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

  private static final Set<Integer> CHILDREN =
      Set.of(TiffTag.EXIF_DIRECTORY, TiffTag.GPS_DIRECTORY, TiffTag.INTEROPERABILITY_DIRECTORY);

  /**
   * @param values big-endian
   */
  private record Field(int type, byte[] values) {
    int count() {
      return values.length / VALUE_SIZE[type];
    }

    byte[] in(ByteOrder order) {
      return swapped(type, values, order);
    }
  }

  private final Map<Integer, Field> fields = new TreeMap<>();
  private final Map<Integer, TiffFields> children = new TreeMap<>();

  /**
   * All fields of a TIFF structure's first directory.
   *
   * @param tiff from the byte order mark on
   * @return nothing where there is no directory
   */
  public static Optional<TiffFields> of(byte[] tiff) {
    try {
      return Optional.of(of(new TiffDirectory(ByteBuffer.wrap(tiff))));
    } catch (IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  static TiffFields of(TiffDirectory directory) {
    return of(directory, 0);
  }

  private static TiffFields of(TiffDirectory directory, int depth) {
    TiffFields all = new TiffFields();
    for (int tag : directory.tags()) {
      int type = directory.type(tag);
      if (CHILDREN.contains(tag)) {
        if (depth < CHILDREN.size()) {
          directory.child(tag).ifPresent(child -> all.children.put(tag, of(child, depth + 1)));
        }
      } else if (type < VALUE_SIZE.length) {
        byte[] values = swapped(type, directory.raw(tag), directory.order());
        all.fields.put(tag, new Field(type, values));
      }
    }
    return all;
  }

  /** Whether there is no field at all. */
  public boolean isEmpty() {
    return fields.isEmpty() && children.isEmpty();
  }

  public TiffFields remove(Set<Integer> tags) {
    fields.keySet().removeAll(tags);
    children.keySet().removeAll(tags);
    return this;
  }

  /** Keeps only these of the directory's own fields, and what is below it. */
  public TiffFields keepOnly(Set<Integer> tags) {
    fields.keySet().retainAll(tags);
    return this;
  }

  /** Adds what is not there yet. */
  public TiffFields addAll(TiffFields others) {
    others.fields.forEach(fields::putIfAbsent);
    others.children.forEach(children::putIfAbsent);
    return this;
  }

  public TiffFields setShort(int tag, int value) {
    return set(tag, SHORT, ByteBuffer.allocate(2).putShort((short) value));
  }

  public TiffFields setLong(int tag, long value) {
    return set(tag, LONG, ByteBuffer.allocate(4).putInt((int) value));
  }

  /**
   * @param value 0…1,000,000; kept to four decimals
   */
  public TiffFields setRational(int tag, double value) {
    int denominator = value == Math.rint(value) ? 1 : value < 100_000 ? 10_000 : 1000;
    int numerator = (int) Math.min(Integer.MAX_VALUE, Math.round(value * denominator));
    return set(tag, RATIONAL, ByteBuffer.allocate(8).putInt(numerator).putInt(denominator));
  }

  public TiffFields setBytes(int tag, byte[] value) {
    return set(tag, UNDEFINED, ByteBuffer.wrap(value));
  }

  private TiffFields set(int tag, int type, ByteBuffer value) {
    fields.put(tag, new Field(type, value.array()));
    return this;
  }

  /** The fields of the EXIF directory below this one, made where there is none. */
  public TiffFields exif() {
    return children.computeIfAbsent(TiffTag.EXIF_DIRECTORY, tag -> new TiffFields());
  }

  public boolean hasExif() {
    return children.containsKey(TiffTag.EXIF_DIRECTORY);
  }

  public boolean has(int tag) {
    return fields.containsKey(tag);
  }

  /** The fields as EXIF data: big-endian, from the byte order mark on. */
  public byte[] block() {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(HEADER);
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(header.array());
    block.writeBytes(directory(ByteOrder.BIG_ENDIAN, HEADER));
    return block.toByteArray();
  }

  /**
   * The fields as a directory, without a next one, its children and long values behind it.
   *
   * @param offset even; where it will stand in its file
   */
  public byte[] directory(ByteOrder order, long offset) {
    TreeMap<Integer, Field> all = new TreeMap<>(fields);
    children.keySet().forEach(tag -> all.put(tag, new Field(LONG, new byte[4])));
    ByteBuffer entries = ByteBuffer.allocate(2 + ENTRY * all.size() + 4).order(order);
    ByteArrayOutputStream behind = new ByteArrayOutputStream();
    entries.putShort((short) all.size());
    all.forEach(
        (tag, field) -> {
          long at = offset + entries.capacity() + behind.size();
          entries.putShort((short) (int) tag).putShort((short) field.type());
          entries.putInt(field.count());
          if (children.containsKey(tag)) {
            behind.writeBytes(even(children.get(tag).directory(order, at)));
            entries.putInt((int) at);
          } else if (field.values().length <= 4) {
            entries.put(field.in(order)).position(entries.position() + 4 - field.values().length);
          } else {
            behind.writeBytes(even(field.in(order)));
            entries.putInt((int) at);
          }
        });
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    directory.writeBytes(entries.array());
    directory.writeBytes(behind.toByteArray());
    return directory.toByteArray();
  }

  private static byte[] even(byte[] bytes) {
    return bytes.length % 2 == 0 ? bytes : Arrays.copyOf(bytes, bytes.length + 1);
  }

  /** Between the byte order of a file and big-endian, either way. */
  private static byte[] swapped(int type, byte[] values, ByteOrder order) {
    int size = NUMBER_SIZE[type];
    if (order == ByteOrder.BIG_ENDIAN || size == 1) {
      return values;
    }
    byte[] swapped = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      swapped[i] = values[i - i % size + size - 1 - i % size];
    }
    return swapped;
  }
}
