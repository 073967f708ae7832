package dev.heirloom.restoration.detect;

import dev.heirloom.restoration.photo.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * Greedy non-maximum suppression: of boxes that lie on each other, the one with the best score
 * stays.
 *
 * @param limit boxes that overlap more than this are one
 */
record NonMaximumSuppression<T>(
    Function<T, Box> box,
    ToDoubleFunction<T> score,
    ToDoubleBiFunction<Box, Box> overlap,
    double limit) {

  /** The survivors, best score first; equal scores in reading order, so that the order is one. */
  List<T> apply(List<T> candidates) {
    List<T> best = new ArrayList<>(candidates);
    best.sort(
        Comparator.comparingDouble(score)
            .reversed()
            .thenComparingDouble(c -> box.apply(c).y())
            .thenComparingDouble(c -> box.apply(c).x())
            .thenComparingDouble(c -> box.apply(c).area()));
    List<T> kept = new ArrayList<>();
    for (T candidate : best) {
      if (isApart(candidate, kept)) {
        kept.add(candidate);
      }
    }
    return kept;
  }

  private boolean isApart(T candidate, List<T> kept) {
    Box own = box.apply(candidate);
    for (T better : kept) {
      if (overlap.applyAsDouble(own, box.apply(better)) > limit) {
        return false;
      }
    }
    return true;
  }
}
