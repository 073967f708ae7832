package dev.heirloom.restoration.decode;

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

  public JpegCoding {
    tables = List.copyOf(tables);
    sampling = List.copyOf(sampling);
    if (tables.size() != sampling.size()) {
      throw new IllegalArgumentException(
          "%d tables for %d components".formatted(tables.size(), sampling.size()));
    }
  }

  public boolean isKnown() {
    return !tables.isEmpty();
  }
}
