package dev.heirloom.restoration.paste;

import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
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

  /** Blur in pixels of the reduced square: colour follows the photo more closely than light. */
  private static final double COLOUR_SIGMA = 2.5;

  private static final double LIGHT_SIGMA = 8;

  private BroadTone() {}

  /**
   * @param difference float, blue, green, red; is changed
   */
  static void removeFrom(Mat difference) {
    try (PointerScope scope = new PointerScope()) {
      Size full = difference.size();
      Mat coarse = new Mat();
      resize(difference, coarse, new Size(COARSE_SIDE, COARSE_SIDE), 0, 0, INTER_AREA);
      Mat light = gray(coarse);
      Mat colour = new Mat();
      subtract(coarse, light, colour);
      subtract(difference, broad(light, LIGHT_SIGMA, full), difference);
      subtract(difference, broad(colour, COLOUR_SIGMA, full), difference);
    }
  }

  private static Mat gray(Mat bgr) {
    Mat single = new Mat();
    Mat triple = new Mat();
    cvtColor(bgr, single, COLOR_BGR2GRAY);
    cvtColor(single, triple, COLOR_GRAY2BGR);
    return triple;
  }

  private static Mat broad(Mat coarse, double sigma, Size full) {
    Mat blurred = new Mat();
    GaussianBlur(coarse, blurred, new Size(0, 0), sigma);
    Mat broad = new Mat();
    resize(blurred, broad, full, 0, 0, INTER_LINEAR);
    return broad;
  }
}
