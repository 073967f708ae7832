package dev.heirloom.restoration.decode;

import java.util.Arrays;
import java.util.List;

/**
 * How a JPEG file was compressed, so that it can be written again no coarser.
 *
 * @param tables for each component its quantisation table: 64 steps, 1…255, in zigzag order; empty
 *     when the picture comes from no JPEG file
 * @param sampling for each component its sampling factors: horizontal · 16 + vertical
 */
public record JpegCoding(List<int[]> tables, List<Integer> sampling) {
  /** Of a picture that comes from no JPEG file, or from one of a rare kind. */
  public static final JpegCoding NONE = new JpegCoding(List.of(), List.of());

  private static final int BLOCK = 8;

  /** Place of the steps of a zigzag table in a table by rows. */
  private static final int[] ZIGZAG = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };

  public JpegCoding {
    tables = List.copyOf(tables);
    sampling = List.copyOf(sampling);
    if (tables.size() != sampling.size()) {
      throw new IllegalArgumentException(
          "%d tables for %d components".formatted(tables.size(), sampling.size()));
    }
  }

  /**
   * The coding for the upright picture. Where turning moves the grid of blocks, the steps are
   * halved and nothing is subsampled: rounding on another grid costs more than rounding again.
   *
   * @param orientation EXIF orientation 1…8 of the file
   * @param width pixels as stored
   * @param height pixels as stored
   */
  JpegCoding upright(int orientation, int width, int height) {
    boolean turned = orientation >= 5;
    boolean fromRight = List.of(2, 3, 7, 8).contains(orientation);
    boolean fromBottom = List.of(3, 4, 6, 7).contains(orientation);
    boolean moved =
        fromRight && width % side(horizontal()) != 0
            || fromBottom && height % side(vertical()) != 0;
    return new JpegCoding(
        tables.stream()
            .map(t -> turned ? transposed(t) : t)
            .map(t -> moved ? halved(t) : t)
            .toList(),
        sampling.stream().map(s -> moved ? 0x11 : turned ? s >> 4 | (s & 0xf) << 4 : s).toList());
  }

  private static int side(int factor) {
    return BLOCK * factor;
  }

  private int horizontal() {
    return sampling.stream().mapToInt(factors -> factors >> 4).max().orElse(1);
  }

  private int vertical() {
    return sampling.stream().mapToInt(factors -> factors & 0xf).max().orElse(1);
  }

  private static int[] transposed(int[] zigzag) {
    int[] transposed = new int[zigzag.length];
    for (int i = 0; i < zigzag.length; i++) {
      int place = ZIGZAG[i];
      int other = place % BLOCK * BLOCK + place / BLOCK;
      transposed[place(other)] = zigzag[i];
    }
    return transposed;
  }

  private static int place(int byRows) {
    int i = 0;
    while (ZIGZAG[i] != byRows) {
      i++;
    }
    return i;
  }

  private static int[] halved(int[] table) {
    return Arrays.stream(table).map(step -> (step + 1) / 2).toArray();
  }

  /** The table of a component by rows. */
  public int[] byRows(int component) {
    int[] rows = new int[ZIGZAG.length];
    for (int i = 0; i < rows.length; i++) {
      rows[ZIGZAG[i]] = tables.get(component)[i];
    }
    return rows;
  }

  public boolean isKnown() {
    return !tables.isEmpty();
  }
}
