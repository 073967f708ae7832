package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The marker segments of a JPEG 2000 codestream (ITU-T T.800, Annex A), read without decoding.
 *
 * <p>What would cost memory or time out of proportion to the picture is refused here: very many
 * tiles, very small blocks, more packets than bytes.
 */
final class J2kCodestream {
  private static final int SOC = 0xff4f;
  private static final int CAP = 0xff50;
  private static final int SIZ = 0xff51;
  private static final int COD = 0xff52;
  private static final int COC = 0xff53;
  private static final int COM = 0xff64;
  private static final int SOT = 0xff90;
  private static final int SOD = 0xff93;
  private static final int EOC = 0xffd9;

  private static final int PART_2 = 0x8000;
  private static final int SIGNED = 0x80;
  private static final int TILE_PART_HEADER = 12;
  private static final int MOST_TILES = 16_384;
  private static final int MOST_LEVELS = 32;
  private static final int LARGEST_BLOCK = 12;
  private static final double MOST_BLOCKS_PER_SAMPLE = 1 / 64.0;
  private static final int WHOLE_BAND = 15;

  /**
   * @param format bits less one, and the sign in the highest bit
   * @param step its samples lie on every {@code step}-th column of the reference grid
   */
  private record Component(int format, int step, int rowStep) {}

  private final ImageFile file;
  private final ByteBuffer bytes;
  private final List<Component> components;
  private final int firstTilePart;
  private int layers;
  private boolean commented;

  /**
   * Reads the main header.
   *
   * @param file that refuses
   * @param bytes from the first marker on
   */
  J2kCodestream(ImageFile file, ByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes;
    if (unsignedShort(0) != SOC || unsignedShort(2) != SIZ) {
      throw file.corrupt("its codestream does not begin with the size of the picture");
    }
    int count = unsignedShort(40);
    components =
        IntStream.range(0, count)
            .mapToObj(i -> 42 + 3 * i)
            .map(at -> new Component(unsigned(at), unsigned(at + 1), unsigned(at + 2)))
            .toList();
    firstTilePart = readSegments(4 + unsignedShort(4), SOT);
  }

  int width() {
    return bounded(unsignedInt(8) - unsignedInt(16));
  }

  int height() {
    return bounded(unsignedInt(12) - unsignedInt(20));
  }

  private static int bounded(long side) {
    return (int) Math.min(Integer.MAX_VALUE, side);
  }

  int components() {
    return components.size();
  }

  /** Bits of a sample; of the first component, where they differ. */
  int depth() {
    return components.isEmpty() ? 0 : (components.get(0).format() & ~SIGNED) + 1;
  }

  /** Whether there is a comment, be it only that of the program that wrote the codestream. */
  boolean isCommented() {
    return commented;
  }

  /** Refuses samples that would not decode right. */
  void refuseUnreadSamples() {
    if (components.isEmpty()) {
      throw file.corrupt("it has no components");
    }
    if ((unsignedShort(6) & PART_2) != 0) {
      throw file.unsupported("JPEG 2000 with extensions of Part 2");
    }
    if (components.stream().anyMatch(c -> c.step() != 1 || c.rowStep() != 1)) {
      throw file.unsupported("JPEG 2000 with subsampled components");
    }
    if (components.stream().anyMatch(c -> c.format() != components.get(0).format())) {
      throw file.unsupported("JPEG 2000 with components of different depth");
    }
    if ((components.get(0).format() & SIGNED) != 0) {
      throw file.unsupported("JPEG 2000 with signed samples");
    }
    if (depth() < 8 || depth() > 16) {
      throw file.unsupported("JPEG 2000 with %d bits a sample".formatted(depth()));
    }
  }

  /** Refuses a codestream in which tiles, parts of them, or the end are missing. */
  void requireComplete() {
    int tiles = tiles();
    if (layers < 1) {
      throw file.corrupt("it does not say how it is coded");
    }
    if ((long) tiles * layers * components() > bytes.limit()) {
      throw file.truncated("it has fewer bytes than packets");
    }
    int[] parts = new int[tiles];
    int[] stated = new int[tiles];
    int at = firstTilePart;
    while (at + 2 <= bytes.limit() && unsignedShort(at) == SOT) {
      int tile = unsignedShort(at + 4);
      if (tile >= tiles) {
        throw file.corrupt("it holds tile %d of %d".formatted(tile + 1, tiles));
      }
      parts[tile]++;
      stated[tile] = Math.max(stated[tile], unsigned(at + 11));
      at = behindTilePart(at);
    }
    if (at + 2 > bytes.limit()) {
      throw file.truncated("its codestream has no end");
    }
    if (unsignedShort(at) != EOC) {
      throw file.corrupt("there is no tile where one should be");
    }
    long whole =
        IntStream.range(0, tiles).filter(t -> parts[t] > 0 && parts[t] >= stated[t]).count();
    if (whole < tiles) {
      throw file.truncated("%d of %d tiles are there".formatted(whole, tiles));
    }
  }

  private int behindTilePart(int at) {
    int data = readSegments(at + TILE_PART_HEADER, SOD) + 2;
    long length = unsignedInt(at + 6);
    long end = length == 0 ? bytes.limit() - 2L : at + length;
    if (end > bytes.limit()) {
      throw file.truncated(
          "%d of %d bytes of a tile are there".formatted(bytes.limit() - at, length));
    }
    if (end < data) {
      throw file.corrupt("a tile is shorter than its header");
    }
    return (int) end;
  }

  private int tiles() {
    long tileWidth = unsignedInt(24);
    long tileHeight = unsignedInt(28);
    if (tileWidth == 0 || tileHeight == 0) {
      throw file.corrupt("its tiles have no size");
    }
    long across = (unsignedInt(8) - unsignedInt(32) + tileWidth - 1) / tileWidth;
    long down = (unsignedInt(12) - unsignedInt(36) + tileHeight - 1) / tileHeight;
    if (across < 1 || down < 1) {
      throw file.corrupt("its tiles lie beside the picture");
    }
    if (across > MOST_TILES || down > MOST_TILES || across * down > MOST_TILES) {
      throw file.unsupported("JPEG 2000 in %d x %d tiles".formatted(across, down));
    }
    return (int) (across * down);
  }

  /** Where the marker {@code last} stands. */
  private int readSegments(int from, int last) {
    int at = from;
    while (unsignedShort(at) != last) {
      int length = unsignedShort(at + 2);
      if (unsigned(at) != 0xff || length < 2) {
        throw file.corrupt("there is no marker where one should be");
      }
      readSegment(unsignedShort(at), at + 4);
      at += 2 + length;
    }
    return at;
  }

  private void readSegment(int marker, int content) {
    switch (marker) {
      case CAP -> throw file.unsupported("high-throughput JPEG 2000");
      case COM -> commented = true;
      case COD -> {
        layers = Math.max(layers, unsignedShort(content + 2));
        requireFairBlocks(content + 5, unsigned(content));
      }
      case COC -> {
        int style = content + (components() < 257 ? 1 : 2);
        requireFairBlocks(style + 1, unsigned(style));
      }
      default -> {}
    }
  }

  /**
   * @param at where the number of levels stands, and behind it the size of blocks
   */
  private void requireFairBlocks(int at, int style) {
    int levels = unsigned(at);
    int width = (unsigned(at + 1) & 0xf) + 2;
    int height = (unsigned(at + 2) & 0xf) + 2;
    if (levels > MOST_LEVELS || width + height > LARGEST_BLOCK) {
      throw file.corrupt(
          "its header states %d levels and blocks of 2^%d samples"
              .formatted(levels, width + height));
    }
    double blocksPerSample = 0;
    for (int level = 0; level <= levels; level++) {
      int precinct = (style & 1) == 0 ? WHOLE_BAND << 4 | WHOLE_BAND : unsigned(at + 5 + level);
      int halved = level == 0 ? 0 : 1;
      int across = Math.max(0, Math.min(width, (precinct & 0xf) - halved));
      int down = Math.max(0, Math.min(height, (precinct >> 4) - halved));
      double shareOfSamples = Math.pow(4, level - levels);
      blocksPerSample += shareOfSamples / (1 << across + down);
    }
    if (blocksPerSample > MOST_BLOCKS_PER_SAMPLE) {
      throw file.unsupported("JPEG 2000 in blocks of fewer than 64 samples");
    }
  }

  private int unsigned(int at) {
    return bytes.get(at) & 0xff;
  }

  private int unsignedShort(int at) {
    return bytes.getShort(at) & 0xffff;
  }

  private long unsignedInt(int at) {
    return bytes.getInt(at) & 0xffffffffL;
  }
}
