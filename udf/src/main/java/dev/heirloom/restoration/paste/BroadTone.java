package dev.heirloom.restoration.paste;

import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Takes broad changes of light and colour out of a difference, so that the photo keeps its own: a
 * model is asked for detail, and where it warms a skin or tints hair that is not restoration.
 */
final class BroadTone {
  /** The square is reduced to this side, in pixels, to find what is broad. */
  private static final int COARSE_SIDE = 64;

  /**
   * Blur in pixels of the reduced square. Wider, the restored cheeks of faces of 34 px are lighter
   * than the true ones by more than two levels; narrower, similarity to the truth falls.
   */
  private static final double SIGMA = 1.8;

  private BroadTone() {}

  /**
   * @param difference float, blue, green, red; is changed
   */
  static void removeFrom(Mat difference) {
    try (PointerScope scope = new PointerScope()) {
      Mat coarse = new Mat();
      resize(difference, coarse, new Size(COARSE_SIDE, COARSE_SIDE), 0, 0, INTER_AREA);
      Mat blurred = new Mat();
      GaussianBlur(coarse, blurred, new Size(0, 0), SIGMA);
      Mat broad = new Mat();
      resize(blurred, broad, difference.size(), 0, 0, INTER_LINEAR);
      subtract(difference, broad, difference);
    }
  }
}
