package dev.heirloom.restoration.encode;

import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.bitwise_not;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.multiply;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.opencv.opencv_core.Mat;

/** Pictures as the formats take them that know neither 16 bit nor, some of them, alpha. */
final class EightBit {
  private static final double FULL = 255;
  private static final double FROM_16_BIT = 1 / 257.0;

  private EightBit() {}

  /** The picture with 8 bits, sharing its pixels where it has them already; to be closed. */
  static Mat of(Mat picture) {
    if (picture.depth() == CV_8U) {
      return new Mat(picture);
    }
    Mat eight = new Mat();
    picture.convertTo(eight, CV_8U, FROM_16_BIT, 0);
    return eight;
  }

  /** The same and, where there was alpha, laid on white; to be closed. */
  static Mat opaque(Mat picture) {
    Mat eight = of(picture);
    if (eight.channels() < 4) {
      return eight;
    }
    try (eight) {
      return onWhite(eight);
    }
  }

  /** colour · alpha + white · (1 − alpha) */
  private static Mat onWhite(Mat bgra) {
    try (Mat alpha = new Mat();
        Mat weight = new Mat();
        Mat white = new Mat()) {
      extractChannel(bgra, alpha, 3);
      cvtColor(alpha, weight, COLOR_GRAY2BGR);
      bitwise_not(weight, white);
      Mat opaque = new Mat();
      cvtColor(bgra, opaque, COLOR_BGRA2BGR);
      multiply(opaque, weight, opaque, 1 / FULL, CV_8U);
      add(opaque, white, opaque);
      return opaque;
    }
  }
}
