package dev.heirloom.restoration.photo;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_MAKETYPE;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;

import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Pictures for tests: the same seed gives the same pixels. */
public final class RandomPictures {
  private RandomPictures() {}

  /** Every sample at random. */
  public static Picture noise(int width, int height, int bitDepth, int channels, long seed) {
    Mat mat = new Mat(height, width, CV_MAKETYPE(bitDepth == 8 ? CV_8U : CV_16U, channels));
    byte[] samples = new byte[width * height * (int) mat.elemSize()];
    new Random(seed).nextBytes(samples);
    mat.data().put(samples, 0, samples.length);
    return new Picture(mat);
  }

  /** Soft blobs, as in photographs. */
  public static Picture smooth(int width, int height, int bitDepth, int channels, long seed) {
    Picture picture = noise(width, height, bitDepth, channels, seed);
    try (Size size = new Size(0, 0)) {
      GaussianBlur(picture.mat(), picture.mat(), size, 4);
    }
    return picture;
  }

  /** The largest difference of two samples. */
  public static double difference(Picture one, Picture other) {
    try (Mat nothing = new Mat()) {
      return norm(one.mat(), other.mat(), NORM_INF, nothing);
    }
  }
}
