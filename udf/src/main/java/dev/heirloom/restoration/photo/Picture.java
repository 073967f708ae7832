package dev.heirloom.restoration.photo;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.addWeighted;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * An upright picture in native memory: 8 or 16 bit unsigned; one channel (gray), three (blue,
 * green, red) or four (blue, green, red, alpha, not premultiplied).
 *
 * <p>Owns its pixels: close it. Not thread-safe while it is written to.
 */
public final class Picture implements AutoCloseable {
  private final Mat mat;
  private @Nullable HalvedCopies halves;

  /**
   * Takes over {@code mat}.
   *
   * @throws IllegalArgumentException if the matrix is empty or of another type
   */
  public Picture(Mat mat) {
    boolean depthFits = mat.depth() == CV_8U || mat.depth() == CV_16U;
    boolean channelsFit = mat.channels() == 1 || mat.channels() == 3 || mat.channels() == 4;
    if (mat.empty() || !depthFits || !channelsFit) {
      throw new IllegalArgumentException(
          "a picture has 8 or 16 bit and 1, 3 or 4 channels, got depth %d, %d channels, %d x %d"
              .formatted(mat.depth(), mat.channels(), mat.cols(), mat.rows()));
    }
    this.mat = mat;
  }

  /** The pixels themselves; they live as long as this picture. */
  public Mat mat() {
    return mat;
  }

  public int width() {
    return mat.cols();
  }

  public int height() {
    return mat.rows();
  }

  public int channels() {
    return mat.channels();
  }

  /** 8 or 16. */
  public int bitDepth() {
    return mat.depth() == CV_8U ? 8 : 16;
  }

  /** 255 or 65535. */
  public int maximum() {
    return (1 << bitDepth()) - 1;
  }

  public Picture copy() {
    return new Picture(mat.clone());
  }

  /**
   * This picture and another one, laid over each other.
   *
   * @param other of the same size and kind
   * @param share of the other one: 0 gives this picture, 1 the other
   * @return rounded, in memory of its own
   */
  public Picture blended(Picture other, double share) {
    Mat blend = new Mat();
    addWeighted(mat, 1 - share, other.mat(), share, 0, blend);
    return new Picture(blend);
  }

  /**
   * Whether every sample is the same.
   *
   * @param other of the same size and kind
   */
  public boolean hasPixelsOf(Picture other) {
    try (Mat everywhere = new Mat()) {
      return norm(mat, other.mat(), NORM_INF, everywhere) == 0;
    }
  }

  /** The same picture as 8-bit blue, green, red, in memory of its own; alpha is left out. */
  public Picture toBgr8() {
    Mat eight = new Mat();
    if (bitDepth() == 8) {
      mat.copyTo(eight);
    } else {
      mat.convertTo(eight, CV_8U, 1 / 257.0, 0);
    }
    if (channels() == 3) {
      return new Picture(eight);
    }
    try (eight) {
      Mat bgr = new Mat();
      cvtColor(eight, bgr, channels() == 1 ? COLOR_GRAY2BGR : COLOR_BGRA2BGR);
      return new Picture(bgr);
    }
  }

  /**
   * This picture in another size, by area resampling from the nearest of its halved copies. They
   * are kept for the next one: this picture is not to be written to any more.
   *
   * @param width in pixels, as is {@code height}; neither larger than this picture's
   * @return a picture of its own, to be closed
   */
  public Mat reduced(int width, int height) {
    return HalvedCopies.resized(noSmallerThan(width, height), width, height);
  }

  /**
   * This picture, reduced as {@link #reduced} does where its longer side is longer than this.
   *
   * @param side in pixels
   * @return to be closed, and only to be read: it may have its pixels of this picture
   */
  public Mat withLongestSide(int side) {
    double factor = (double) side / Math.max(width(), height());
    return factor >= 1 ? new Mat(mat) : reduced(scaled(width(), factor), scaled(height(), factor));
  }

  private static int scaled(int side, double factor) {
    return (int) Math.max(1, Math.rint(side * factor));
  }

  /**
   * The smallest of this picture and its halved copies that has both sizes, in pixels, if this
   * picture has them. The copies are kept: this picture is not to be written to any more.
   *
   * @return owned by this picture; only to be read
   */
  public Mat noSmallerThan(int width, int height) {
    if (halves == null) {
      halves = new HalvedCopies(mat);
    }
    return halves.noSmallerThan(width, height);
  }

  @Override
  public void close() {
    if (halves != null) {
      halves.close();
    }
    mat.close();
  }
}
