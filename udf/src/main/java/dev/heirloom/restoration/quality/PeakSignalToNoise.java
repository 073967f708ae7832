package dev.heirloom.restoration.quality;

import static org.bytedeco.opencv.global.opencv_core.NORM_L2SQR;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_core.norm;

import org.bytedeco.opencv.opencv_core.Mat;

/** The peak signal-to-noise ratio: 10 · log10(maximum² / mean squared error). Stateless. */
public final class PeakSignalToNoise {
  private PeakSignalToNoise() {}

  /**
   * Over all channels of the pixels of {@code where}.
   *
   * @param one only read
   * @param other of the same size and kind; only read
   * @param where 8 bit, one channel, of their size: not 0 where to look
   * @param maximum level of the pictures
   * @return in dB; NaN where all samples are the same, or there is nowhere to look
   */
  public static double of(Mat one, Mat other, Mat where, double maximum) {
    double squares = norm(one, other, NORM_L2SQR, where);
    double samples = (double) countNonZero(where) * one.channels();
    return squares == 0 || samples == 0
        ? Double.NaN
        : 10 * Math.log10(maximum * maximum * samples / squares);
  }
}
