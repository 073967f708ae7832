package dev.heirloom.restoration.photo;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A picture's half, the half of that, and so on, each made when it is first needed: OpenCV halves
 * several times as fast as it does any other reduction. Not thread-safe.
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
        Mat half = resized(copy, (copy.cols() + 1) / 2, (copy.rows() + 1) / 2).retainReference();
        halves.add(half);
      }
      copy = halves.get(level);
    }
    return copy;
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
