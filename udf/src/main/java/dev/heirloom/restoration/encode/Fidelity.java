package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.quality.PeakSignalToNoise;
import org.bytedeco.opencv.opencv_core.Mat;

/** How near a file comes to the picture that it was made of: it is decoded again. Thread-safe. */
public final class Fidelity {
  private static final double EIGHT_BITS = 255;

  private final PhotoDecoder decoder = new PhotoDecoder();

  /**
   * The {@link PeakSignalToNoise} ratio of the file's picture.
   *
   * @param picture that the file was made of; where the file has 8 bit, it is compared in 8 bit
   * @param where 8 bit, one channel, of the picture's size: not 0 where to look
   * @return in dB; NaN where all samples are the same, or there is nowhere to look
   */
  public double psnr(Picture picture, EncodedPhoto file, Mat where, DecodeSettings settings) {
    try (DecodedPhoto again = decoder.decode(file.bytes(), settings)) {
      boolean sameKind = again.picture().mat().type() == picture.mat().type();
      if (sameKind) {
        return PeakSignalToNoise.of(picture.mat(), again.picture().mat(), where, picture.maximum());
      }
      try (Mat one = EightBit.opaque(picture.mat());
          Mat other = EightBit.opaque(again.picture().mat())) {
        return PeakSignalToNoise.of(one, other, where, EIGHT_BITS);
      }
    }
  }
}
