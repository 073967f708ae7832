package dev.heirloom.restoration.decode;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import org.bytedeco.opencv.opencv_core.Mat;

/** Where the native code runs that makes pixels of a file. Thread-safe. */
interface PixelDecoder extends AutoCloseable {
  /** In this process. */
  PixelDecoder HERE = PixelDecoder::decode;

  /**
   * @param header of the image
   * @return as many pixels as the header states, as stored, not yet upright; to be closed by the
   *     caller
   * @throws PhotoException if there are none to be had
   */
  Mat pixels(ImageFile image, ImageHeader header);

  @Override
  default void close() {}

  private static Mat decode(ImageFile image, ImageHeader header) {
    try {
      Mat pixels = image.pixels();
      try {
        requireAsStated(pixels, header, image.format());
        return pixels;
      } catch (PhotoException e) {
        pixels.close();
        throw e;
      }
    } catch (IndexOutOfBoundsException e) {
      throw ImageFile.endsInsideHeader(image.format(), e);
    } catch (RuntimeException e) {
      throw NativeDecoder.failure(e, image.format());
    }
  }

  private static void requireAsStated(Mat pixels, ImageHeader header, PhotoFormat format) {
    if (pixels.cols() != header.width() || pixels.rows() != header.height()) {
      throw new PhotoException(
          FailureCode.CORRUPT,
          "the %s header states %d x %d pixels, its data hold %d x %d"
              .formatted(format, header.width(), header.height(), pixels.cols(), pixels.rows()));
    }
    boolean depthFits = pixels.depth() == CV_8U || pixels.depth() == CV_16U;
    if (!depthFits || pixels.channels() == 2) {
      throw FormatSniffer.unsupported(
          "%s with %d channels of this depth".formatted(format, pixels.channels()));
    }
  }
}
