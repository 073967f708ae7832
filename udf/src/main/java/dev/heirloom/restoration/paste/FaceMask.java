package dev.heirloom.restoration.paste;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.merge;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * Weights over the aligned square, 0…1, as float matrices that the caller closes. What they hold is
 * worked out once for each side.
 */
final class FaceMask {
  /** Shares of the side: where the mask ends, how wide it fades, how round its corners are. */
  private static final double MARGIN = 0.02;

  private static final double FADE = 0.12;
  private static final double CORNER = 0.3;

  private static final Map<Integer, float[]> FEATHERED = new ConcurrentHashMap<>();
  private static final Map<Integer, float[]> NEARNESS = new ConcurrentHashMap<>();

  private FaceMask() {}

  /** One over the face, fading to zero before the border, as a rectangle with round corners. */
  static Mat feathered(int side) {
    return filled(side, FEATHERED, (x, y) -> smoothStep((inset(x, y) - MARGIN) / FADE));
  }

  /** One at the centre of the square, falling to zero at its border: whose face is nearer. */
  static Mat nearness(int side) {
    return filled(side, NEARNESS, (x, y) -> Math.max(0, 1 - Math.hypot(x - 0.5, y - 0.5) / 0.5));
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

  private static Mat filled(int side, Map<Integer, float[]> known, Weight weight) {
    Mat mat = new Mat(side, side, CV_32F);
    mat.<FloatBuffer>createBuffer().put(known.computeIfAbsent(side, s -> weights(s, weight)));
    return mat;
  }

  private static float[] weights(int side, Weight weight) {
    float[] weights = new float[side * side];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) weight.at((i % side + 0.5) / side, (i / side + 0.5) / side);
    }
    return weights;
  }

  @FunctionalInterface
  private interface Weight {
    double at(double x, double y);
  }
}
