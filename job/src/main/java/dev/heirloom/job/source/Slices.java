package dev.heirloom.job.source;

import java.util.ArrayList;
import java.util.List;

/** A list in pieces. */
final class Slices {
  private Slices() {}

  /** Pieces of {@code size} in the order of the list; the last may be shorter. */
  static <T> List<List<T>> of(List<T> all, int size) {
    List<List<T>> slices = new ArrayList<>();
    for (int from = 0; from < all.size(); from += size) {
      slices.add(List.copyOf(all.subList(from, Math.min(all.size(), from + size))));
    }
    return slices;
  }
}
