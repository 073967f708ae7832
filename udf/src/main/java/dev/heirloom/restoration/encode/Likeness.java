package dev.heirloom.restoration.encode;

import static org.bytedeco.opencv.global.opencv_core.NORM_L2SQR;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_core.norm;

import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.photo.Picture;
import org.bytedeco.opencv.opencv_core.Mat;

/** How near a file comes to the picture that it was made of: it is decoded again. Thread-safe. */
public final class Likeness {
  private static final double EIGHT_BITS = 255;

  private final PhotoDecoder decoder = new PhotoDecoder();

  /**
   * The peak signal-to-noise ratio, 10 · log10(maximum² / mean squared error), over colour channels
   * of the pixels of {@code where}.
   *
   * @param picture that the file was made of; where the file has 8 bit, it is compared in 8 bit
   * @param where 8 bit, one channel, of the picture's size: not 0 where to look
   * @return in dB; NaN where all samples are the same, or there is nowhere to look
   */
  public double psnr(Picture picture, EncodedPhoto file, Mat where, DecodeSettings settings) {
    try (DecodedPhoto again = decoder.decode(file.bytes(), settings)) {
      boolean sameKind = again.picture().mat().type() == picture.mat().type();
      if (sameKind) {
        return psnr(picture.mat(), again.picture().mat(), where, picture.maximum());
      }
      try (Mat one = EightBit.opaque(picture.mat());
          Mat other = EightBit.opaque(again.picture().mat())) {
        return psnr(one, other, where, EIGHT_BITS);
      }
    }
  }

  private static double psnr(Mat one, Mat other, Mat where, double maximum) {
    double squares = norm(one, other, NORM_L2SQR, where);
    double samples = (double) countNonZero(where) * one.channels();
    return squares == 0 || samples == 0
        ? Double.NaN
        : 10 * Math.log10(maximum * maximum * samples / squares);
  }
}
