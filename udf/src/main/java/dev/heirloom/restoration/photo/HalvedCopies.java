package dev.heirloom.restoration.photo;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A picture's half, the half of that, and so on, each made when it is first needed: OpenCV halves
 * many times as fast as it does any other reduction, but exactly in half: a last odd row or column
 * is left out. At the far edge that shifts a copy by less than one of its pixels. Not thread-safe.
 */
final class HalvedCopies implements AutoCloseable {
  private final Mat picture;
  private final List<Mat> halves = new ArrayList<>();

  /**
   * @param picture of any type; not written to from now on
   */
  HalvedCopies(Mat picture) {
    this.picture = picture;
  }

  /** The smallest that has both sizes, or the picture; owned by what it comes from. */
  Mat noSmallerThan(int width, int height) {
    Mat copy = picture;
    for (int level = 0; copy.cols() >= 2 * width && copy.rows() >= 2 * height; level++) {
      if (level == halves.size()) {
        // Kept beyond any scope that the caller may have opened.
        halves.add(half(copy).retainReference());
      }
      copy = halves.get(level);
    }
    return copy;
  }

  private static Mat half(Mat source) {
    int width = source.cols() / 2;
    int height = source.rows() / 2;
    try (Rect whole = new Rect(0, 0, 2 * width, 2 * height);
        Mat even = new Mat(source, whole)) {
      return resized(even, width, height);
    }
  }

  static Mat resized(Mat source, int width, int height) {
    Mat small = new Mat();
    try (Size size = new Size(width, height)) {
      resize(source, small, size, 0, 0, INTER_AREA);
    }
    return small;
  }

  @Override
  public void close() {
    halves.forEach(Mat::close);
  }
}
