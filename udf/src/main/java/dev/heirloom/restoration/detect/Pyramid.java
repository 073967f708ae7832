package dev.heirloom.restoration.detect;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Ever smaller copies of a picture, each made by area resampling from the nearest halved copy,
 * which costs less than from the whole picture and looks the same.
 */
final class Pyramid implements AutoCloseable {
  /**
   * One size of the picture.
   *
   * @param pixelWidth width of one of its pixels in pixels of the picture
   * @param pixelHeight height likewise; rounding of the size makes them differ a little
   */
  record Plane(Mat pixels, double pixelWidth, double pixelHeight) {}

  private final List<Plane> planes = new ArrayList<>();

  /**
   * @param scales of the planes, 0…1, falling
   */
  Pyramid(Mat picture, List<Double> scales) {
    Mat source = new Mat(picture);
    for (double scale : scales) {
      int width = (int) Math.ceil(picture.cols() * scale);
      int height = (int) Math.ceil(picture.rows() * scale);
      while (source.cols() >= 2 * width && source.rows() >= 2 * height) {
        Mat half = reduced(source, (source.cols() + 1) / 2, (source.rows() + 1) / 2);
        source.close();
        source = half;
      }
      planes.add(
          new Plane(
              reduced(source, width, height),
              picture.cols() / (double) width,
              picture.rows() / (double) height));
    }
    source.close();
  }

  /** In the order of the scales; owned by the pyramid. */
  List<Plane> planes() {
    return planes;
  }

  private static Mat reduced(Mat source, int width, int height) {
    Mat small = new Mat();
    try (Size size = new Size(width, height)) {
      resize(source, small, size, 0, 0, INTER_AREA);
    }
    return small;
  }

  @Override
  public void close() {
    planes.forEach(plane -> plane.pixels().close());
  }
}
