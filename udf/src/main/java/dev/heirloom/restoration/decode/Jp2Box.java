package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A box of a JP2 file (ITU-T T.800, Annex I.4).
 *
 * @param type four letters
 * @param content what of its content the file has
 */
record Jp2Box(String type, ByteBuffer content) {
  private static final int HEADER = 8;
  private static final int LONG_HEADER = 16;
  private static final int TO_THE_END = 0;
  private static final int LONG = 1;

  /** Far more than any honest file has. */
  private static final int MOST = 10_000;

  /** The boxes that lie side by side in these bytes, as far as they can be read. */
  static List<Jp2Box> all(ByteBuffer bytes) {
    List<Jp2Box> boxes = new ArrayList<>();
    long at = 0;
    while (at + HEADER <= bytes.limit() && boxes.size() < MOST) {
      int start = (int) at;
      long stated = bytes.getInt(start) & 0xffffffffL;
      boolean extended = stated == LONG && at + LONG_HEADER <= bytes.limit();
      int header = extended ? LONG_HEADER : HEADER;
      long length = extended ? bytes.getLong(start + HEADER) : stated;
      long end = length == TO_THE_END ? bytes.limit() : at + length;
      if (length != TO_THE_END && length < header || end < at) {
        return boxes;
      }
      int there = (int) Math.min(end, bytes.limit()) - start - header;
      boxes.add(new Jp2Box(type(bytes, start + 4), bytes.slice(start + header, there)));
      at = end;
    }
    return boxes;
  }

  static Optional<Jp2Box> first(List<Jp2Box> boxes, String type) {
    return boxes.stream().filter(box -> box.type().equals(type)).findFirst();
  }

  /** The boxes inside this one. */
  List<Jp2Box> children() {
    return all(content);
  }

  /** A copy of the content from this place on. */
  byte[] bytesFrom(int from) {
    byte[] bytes = new byte[content.limit() - from];
    content.get(from, bytes);
    return bytes;
  }

  static String type(ByteBuffer bytes, int at) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      name.append((char) (bytes.get(at + i) & 0xff));
    }
    return name.toString();
  }
}
