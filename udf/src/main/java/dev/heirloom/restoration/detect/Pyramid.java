package dev.heirloom.restoration.detect;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.photo.Picture;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/**
 * Ever smaller copies of a picture, each made when it is looked at, from the nearest halved copy.
 * Not thread-safe.
 */
final class Pyramid implements AutoCloseable {
  /** So much larger a picture may be for two pixels each way, a sixth of the work, to do. */
  private static final double LARGEST_BILINEAR = 1.5;

  /** One size of the picture; owned by the pyramid. */
  final class Plane {
    private final int width;
    private final int height;
    private @Nullable Mat pixels;

    private Plane(double scale) {
      width = (int) Math.ceil(picture.width() * scale);
      height = (int) Math.ceil(picture.height() * scale);
    }

    int width() {
      return width;
    }

    int height() {
      return height;
    }

    /** Width of one of its pixels in pixels of the picture. */
    double pixelWidth() {
      return picture.width() / (double) width;
    }

    /** Height likewise; rounding of the size makes them differ a little. */
    double pixelHeight() {
      return picture.height() / (double) height;
    }

    Mat pixels() {
      if (pixels == null) {
        pixels = resized(picture.noSmallerThan(width, height));
      }
      return pixels;
    }

    private Mat resized(Mat source) {
      int how = source.cols() < LARGEST_BILINEAR * width ? INTER_LINEAR : INTER_AREA;
      Mat plane = new Mat();
      try (Size size = new Size(width, height)) {
        resize(source, plane, size, 0, 0, how);
      }
      return plane;
    }
  }

  private final Picture picture;
  private final List<Plane> planes;

  /**
   * @param picture not written to any more
   * @param scales of the planes, 0…1
   */
  Pyramid(Picture picture, List<Double> scales) {
    this.picture = picture;
    planes = scales.stream().map(Plane::new).toList();
  }

  /** In the order of the scales. */
  List<Plane> planes() {
    return planes;
  }

  @Override
  public void close() {
    planes.forEach(plane -> Optional.ofNullable(plane.pixels).ifPresent(Mat::close));
  }
}
