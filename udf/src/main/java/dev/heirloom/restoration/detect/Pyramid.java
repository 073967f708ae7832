package dev.heirloom.restoration.detect;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Ever smaller copies of a picture, each made by area resampling from the nearest halved copy,
 * which costs less than from the whole picture and looks the same. Scales are asked for in falling
 * order.
 */
final class Pyramid implements AutoCloseable {
  /**
   * One size of the picture.
   *
   * @param pixelWidth width of one of its pixels in pixels of the picture
   * @param pixelHeight height likewise; rounding of the size makes them differ a little
   */
  record Plane(Mat pixels, double pixelWidth, double pixelHeight) implements AutoCloseable {
    @Override
    public void close() {
      pixels.close();
    }
  }

  private final int width;
  private final int height;
  private Mat source;

  Pyramid(Mat picture) {
    width = picture.cols();
    height = picture.rows();
    source = new Mat(picture);
  }

  /**
   * @param scale 0…1, not larger than the last one
   * @return the picture at this scale; the caller closes it
   */
  Plane plane(double scale) {
    int toWidth = (int) Math.ceil(width * scale);
    int toHeight = (int) Math.ceil(height * scale);
    while (source.cols() >= 2 * toWidth && source.rows() >= 2 * toHeight) {
      Mat half = reduced((source.cols() + 1) / 2, (source.rows() + 1) / 2);
      source.close();
      source = half;
    }
    Mat pixels = reduced(toWidth, toHeight);
    return new Plane(pixels, width / (double) toWidth, height / (double) toHeight);
  }

  private Mat reduced(int toWidth, int toHeight) {
    Mat small = new Mat();
    try (Size size = new Size(toWidth, toHeight)) {
      resize(source, small, size, 0, 0, INTER_AREA);
    }
    return small;
  }

  @Override
  public void close() {
    source.close();
  }
}
