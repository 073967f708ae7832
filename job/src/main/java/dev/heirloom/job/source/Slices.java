package dev.heirloom.job.source;

import java.util.AbstractList;
import java.util.List;

/** A list in pieces. */
final class Slices {
  private Slices() {}

  /**
   * Pieces of {@code size} in the order of the list; the last may be shorter. They are views, so
   * that of a list on disk only the piece that is looked at comes into memory.
   */
  static <T> List<List<T>> of(List<T> all, int size) {
    return new AbstractList<>() {
      @Override
      public List<T> get(int slice) {
        int from = slice * size;
        return all.subList(from, Math.min(all.size(), from + size));
      }

      @Override
      public int size() {
        return (all.size() + size - 1) / size;
      }
    };
  }
}
