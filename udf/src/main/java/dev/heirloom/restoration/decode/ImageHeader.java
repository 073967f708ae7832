package dev.heirloom.restoration.decode;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * What a header states, read without decoding.
 *
 * @param width pixels as stored, before the orientation is applied
 * @param height pixels as stored
 * @param bitDepth bits of one channel; of the colours where there is a palette
 * @param orientation EXIF orientation 1…8
 * @param density of the picture as it is stored
 */
record ImageHeader(int width, int height, int bitDepth, int orientation, Density density) {

  ImageHeader {
    if (width < 1 || height < 1) {
      throw new PhotoException(
          FailureCode.CORRUPT,
          "the header states an impossible size: %d x %d".formatted(width, height));
    }
    if (orientation < 1 || orientation > 8) {
      orientation = 1;
    }
    if (!(density.dpi() >= 1 && density.dpi() <= 100_000) && density.isKnown()) {
      density = Density.UNKNOWN;
    }
  }

  /** The density of the upright picture. */
  Density uprightDensity() {
    return orientation >= 5 ? density.turned() : density;
  }

  SourceImage describe(PhotoFormat format, Mat upright) {
    return new SourceImage(
        format,
        upright.cols(),
        upright.rows(),
        bitDepth,
        upright.channels(),
        orientation,
        density.dpi());
  }
}
