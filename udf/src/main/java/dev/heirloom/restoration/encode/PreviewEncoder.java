package dev.heirloom.restoration.encode;

import static org.bytedeco.opencv.global.opencv_core.hconcat;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;

import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Small JPEG pictures to look at in tables and reports; never enlarged. Thread-safe. */
public final class PreviewEncoder {
  private static final int MAX_WIDTH = 1024;
  private static final int MAX_HEIGHT = 1024;
  private static final int GAP = 4;
  private static final int QUALITY = 85;

  /**
   * Before and after side by side on white, at most 1024 pixels wide and high.
   *
   * @param before of the same size and kind as {@code after}
   * @throws PhotoException {@code ENCODE_FAILED}
   */
  public EncodedPhoto preview(Picture before, Picture after) {
    int width = (MAX_WIDTH - GAP) / 2;
    try (Mat left = thumbnail(before, width, MAX_HEIGHT);
        Mat right = thumbnail(after, width, MAX_HEIGHT);
        Scalar white = Scalar.all(255);
        Mat gap = new Mat(left.rows(), GAP, left.type(), white);
        MatVector parts = new MatVector(left, gap, right);
        Mat both = new Mat()) {
      hconcat(parts, both);
      return jpeg(both);
    }
  }

  /**
   * One picture, at most 512 pixels wide and 1024 high.
   *
   * @throws PhotoException {@code ENCODE_FAILED}
   */
  public EncodedPhoto preview(Picture picture) {
    try (Mat thumbnail = thumbnail(picture, MAX_WIDTH / 2, MAX_HEIGHT)) {
      return jpeg(thumbnail);
    }
  }

  /** The picture in 8 bit without alpha, no larger than this, never enlarged; to be closed. */
  static Mat thumbnail(Picture picture, int maxWidth, int maxHeight) {
    double scale =
        Math.min(
            1,
            Math.min((double) maxWidth / picture.width(), (double) maxHeight / picture.height()));
    try (Mat small =
        picture.reduced(scaled(picture.width(), scale), scaled(picture.height(), scale))) {
      return EightBit.opaque(small);
    }
  }

  private static int scaled(int side, double scale) {
    return Math.max(1, (int) Math.round(side * scale));
  }

  private static EncodedPhoto jpeg(Mat picture) {
    byte[] bytes = NativeEncoder.encode(PhotoFormat.JPEG, picture, IMWRITE_JPEG_QUALITY, QUALITY);
    return new EncodedPhoto(PhotoFormat.JPEG, picture.cols(), picture.rows(), bytes);
  }
}
