package dev.heirloom.restoration.detect;

import dev.heirloom.restoration.photo.ReducedCopies;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Ever smaller copies of a picture, by area resampling, each made when it is looked at. Not
 * thread-safe.
 */
final class Pyramid implements AutoCloseable {
  /** One size of the picture; owned by the pyramid. */
  final class Plane {
    private final int width;
    private final int height;
    private @Nullable Mat pixels;

    private Plane(double scale) {
      width = (int) Math.ceil(picture.cols() * scale);
      height = (int) Math.ceil(picture.rows() * scale);
    }

    int width() {
      return width;
    }

    int height() {
      return height;
    }

    /** Width of one of its pixels in pixels of the picture. */
    double pixelWidth() {
      return picture.cols() / (double) width;
    }

    /** Height likewise; rounding of the size makes them differ a little. */
    double pixelHeight() {
      return picture.rows() / (double) height;
    }

    Mat pixels() {
      if (pixels == null) {
        pixels = copies.reduced(width, height);
      }
      return pixels;
    }
  }

  private final Mat picture;
  private final ReducedCopies copies;
  private final List<Plane> planes;

  /**
   * @param picture of any type; not changed while the pyramid is open
   * @param scales of the planes, 0…1
   */
  Pyramid(Mat picture, List<Double> scales) {
    this.picture = picture;
    copies = new ReducedCopies(picture);
    planes = scales.stream().map(Plane::new).toList();
  }

  /** In the order of the scales. */
  List<Plane> planes() {
    return planes;
  }

  @Override
  public void close() {
    planes.forEach(plane -> Optional.ofNullable(plane.pixels).ifPresent(Mat::close));
    copies.close();
  }
}
