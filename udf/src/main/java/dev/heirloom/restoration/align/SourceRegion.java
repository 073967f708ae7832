package dev.heirloom.restoration.align;

import dev.heirloom.restoration.photo.Point;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** Which part of a picture a warped square needs, so that nothing else is touched. */
final class SourceRegion {
  private SourceRegion() {}

  /**
   * @param toPicture from pixels of the square to pixels of the picture
   * @param reduction by how much the region will be reduced: its size is a multiple of that where
   *     the picture allows
   * @return inside the picture, with every pixel that interpolation and mirroring at the picture's
   *     border reach
   */
  static Rect of(Mat picture, SimilarityTransform toPicture, int side, int reduction) {
    List<Point> corners =
        List.of(
            toPicture.apply(new Point(-0.5, -0.5)),
            toPicture.apply(new Point(side - 0.5, -0.5)),
            toPicture.apply(new Point(-0.5, side - 0.5)),
            toPicture.apply(new Point(side - 0.5, side - 0.5)));
    int[] columns = span(corners, Point::x, picture.cols(), reduction);
    int[] rows = span(corners, Point::y, picture.rows(), reduction);
    return new Rect(columns[0], rows[0], columns[1] - columns[0], rows[1] - rows[0]);
  }

  /** First pixel and the one after the last along one axis. */
  private static int[] span(
      List<Point> corners, ToDoubleFunction<Point> axis, int size, int reduction) {
    double least = corners.stream().mapToDouble(axis).min().orElseThrow();
    double most = corners.stream().mapToDouble(axis).max().orElseThrow();
    double margin = 3.0 * reduction;
    double from = least - margin;
    double to = most + margin + 1;
    double mirroredFrom = Math.min(from, 2.0 * size - to);
    double mirroredTo = Math.max(to, -from);
    int first = (int) Math.max(0, Math.min(size - 1, Math.floor(mirroredFrom)));
    int end = (int) Math.max(first + 1, Math.min(size, Math.ceil(mirroredTo)));
    int rounded = first + (end - first + reduction - 1) / reduction * reduction;
    return new int[] {first, Math.min(size, rounded)};
  }
}
