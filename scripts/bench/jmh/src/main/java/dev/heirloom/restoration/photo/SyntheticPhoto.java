package dev.heirloom.restoration.photo;

import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.addWeighted;
import static org.bytedeco.opencv.global.opencv_core.randn;
import static org.bytedeco.opencv.global.opencv_core.setNumThreads;
import static org.bytedeco.opencv.global.opencv_core.setRNGSeed;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.circle;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** A picture as hard to resample and compress as a photograph; always the same pixels. */
public final class SyntheticPhoto {
  private static final int SEED = 1910;
  private static final int DISCS = 400;
  private static final double LENS_BLUR = 1.2;
  private static final double GRAIN = 5;

  static {
    // As NativeDecoder: photos are worked on side by side, each by one thread.
    setNumThreads(1);
  }

  private SyntheticPhoto() {}

  /**
   * Light that falls off, hundreds of edges as a lens shows them, and grain.
   *
   * @return 8-bit blue, green, red; the caller closes it
   */
  public static Picture of(int width, int height) {
    Mat photo = new Mat();
    try (PointerScope scope = new PointerScope()) {
      Random random = new Random(SEED);
      Mat light = new Mat();
      resize(corners(random), light, new Size(width, height), 0, 0, INTER_LINEAR);
      light.copyTo(photo);
      for (int i = 0; i < DISCS; i++) {
        Point centre = new Point(random.nextInt(width), random.nextInt(height));
        circle(photo, centre, 5 + random.nextInt(height / 10), colour(random), -1, LINE_AA, 0);
      }
      addWeighted(photo, 0.5, light, 0.5, 0, photo);
      GaussianBlur(photo, photo, new Size(0, 0), LENS_BLUR);
      addGrain(photo);
    }
    return new Picture(photo);
  }

  private static Mat corners(Random random) {
    byte[] levels = new byte[2 * 2 * 3];
    random.nextBytes(levels);
    return new Mat(2, 2, CV_8UC3, new BytePointer(levels));
  }

  private static Scalar colour(Random random) {
    return new Scalar(random.nextInt(256), random.nextInt(256), random.nextInt(256), 0);
  }

  private static void addGrain(Mat photo) {
    Mat grain = new Mat(photo.size(), CV_8UC3);
    Mat middle = new Mat(1, 1, CV_64F, Scalar.all(128));
    Mat deviation = new Mat(1, 1, CV_64F, Scalar.all(GRAIN));
    setRNGSeed(SEED);
    randn(grain, middle, deviation);
    addWeighted(photo, 1, grain, 1, -128, photo);
  }

  /** The picture as most cameras and scanners write it: JPEG, quality 95, chroma subsampled. */
  public static byte[] jpeg(Picture picture) {
    try (BytePointer file = new BytePointer()) {
      if (!imencode(".jpg", picture.mat(), file)) {
        throw new IllegalStateException("OpenCV wrote no JPEG file");
      }
      byte[] bytes = new byte[(int) file.limit()];
      file.get(bytes);
      return bytes;
    }
  }
}
