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
    Apart boxes = new Apart(best.size());
    for (T candidate : best) {
      if (boxes.add(box.apply(candidate))) {
        kept.add(candidate);
      }
    }
    return kept;
  }

  /** Boxes that do not lie on each other. Their edges in arrays: thousands are compared. */
  private final class Apart {
    private final Box[] boxes;
    private final double[] left;
    private final double[] right;
    private final double[] top;
    private final double[] bottom;
    private int count;

    Apart(int most) {
      boxes = new Box[most];
      left = new double[most];
      right = new double[most];
      top = new double[most];
      bottom = new double[most];
    }

    /** Adds a box, unless it lies on one of them. */
    boolean add(Box box) {
      double x = box.x();
      double y = box.y();
      double end = box.right();
      double floor = box.bottom();
      for (int i = 0; i < count; i++) {
        boolean touches = x < right[i] && end > left[i] && y < bottom[i] && floor > top[i];
        if (touches && overlap.applyAsDouble(box, boxes[i]) > limit) {
          return false;
        }
      }
      boxes[count] = box;
      left[count] = x;
      right[count] = end;
      top[count] = y;
      bottom[count] = floor;
      count++;
      return true;
    }
  }
}
