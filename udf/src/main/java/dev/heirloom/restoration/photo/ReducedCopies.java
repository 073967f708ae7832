package dev.heirloom.restoration.photo;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Smaller copies of a picture by area resampling, each made from the nearest halved copy: OpenCV
 * halves several times as fast as it does anything else, and the result looks the same. Not
 * thread-safe.
 */
public final class ReducedCopies implements AutoCloseable {
  /** The picture, its half, the half of that… as far as they were needed. */
  private final List<Mat> halves = new ArrayList<>();

  /**
   * @param picture of any type; only read
   */
  public ReducedCopies(Mat picture) {
    halves.add(new Mat(picture));
  }

  /**
   * The picture in another size.
   *
   * @param width in pixels, as is {@code height}; not larger than the picture's
   * @return a picture of its own, to be closed
   */
  public Mat reduced(int width, int height) {
    int level = 0;
    while (halves.get(level).cols() >= 2 * width && halves.get(level).rows() >= 2 * height) {
      level++;
      if (level == halves.size()) {
        Mat last = halves.get(level - 1);
        halves.add(resized(last, (last.cols() + 1) / 2, (last.rows() + 1) / 2));
      }
    }
    return resized(halves.get(level), width, height);
  }

  private static Mat resized(Mat source, int width, int height) {
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
