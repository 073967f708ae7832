package dev.heirloom.restoration.paste;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.merge;

import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/** Weights over the aligned square, 0…1, as float matrices that the caller closes. */
final class FaceMask {
  /** Shares of the side: where the mask ends, how wide it fades, how round its corners are. */
  private static final double MARGIN = 0.02;

  private static final double FADE = 0.12;
  private static final double CORNER = 0.3;

  private FaceMask() {}

  /** One over the face, fading to zero before the border, as a rectangle with round corners. */
  static Mat feathered(int side) {
    return filled(side, (x, y) -> smoothStep((inset(x, y) - MARGIN) / FADE));
  }

  /** One at the centre of the square, falling to zero at its border: whose face is nearer. */
  static Mat nearness(int side) {
    return filled(side, (x, y) -> Math.max(0, 1 - Math.hypot(x - 0.5, y - 0.5) / 0.5));
  }

  /** Distance from the border of the rounded square, positive inside, in shares of the side. */
  private static double inset(double x, double y) {
    double half = 0.5 - CORNER;
    double dx = Math.max(0, Math.abs(x - 0.5) - half);
    double dy = Math.max(0, Math.abs(y - 0.5) - half);
    return CORNER - Math.hypot(dx, dy);
  }

  private static double smoothStep(double t) {
    double u = Math.max(0, Math.min(1, t));
    return u * u * (3 - 2 * u);
  }

  /** A single channel as the weight of blue, green and red. */
  static Mat threeTimes(Mat single) {
    Mat triple = new Mat();
    merge(new MatVector(single, single, single), triple);
    return triple;
  }

  private static Mat filled(int side, Weight weight) {
    Mat mat = new Mat(side, side, CV_32F);
    FloatIndexer pixels = mat.createIndexer();
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double value = weight.at((column + 0.5) / side, (row + 0.5) / side);
        pixels.put(row, column, (float) value);
      }
    }
    return mat;
  }

  @FunctionalInterface
  private interface Weight {
    double at(double x, double y);
  }
}
