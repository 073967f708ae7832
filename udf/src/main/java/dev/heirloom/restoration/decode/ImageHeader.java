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
 * @param dpi horizontal resolution, 0 when unknown
 */
record ImageHeader(int width, int height, int bitDepth, int orientation, double dpi) {

  ImageHeader {
    if (width < 1 || height < 1) {
      throw new PhotoException(
          FailureCode.CORRUPT,
          "the header states an impossible size: %d x %d".formatted(width, height));
    }
    if (orientation < 1 || orientation > 8) {
      orientation = 1;
    }
    if (!(dpi >= 1 && dpi <= 100_000)) {
      dpi = 0;
    }
  }

  SourceImage describe(PhotoFormat format, Mat upright) {
    return new SourceImage(
        format, upright.cols(), upright.rows(), bitDepth, upright.channels(), orientation, dpi);
  }
}
