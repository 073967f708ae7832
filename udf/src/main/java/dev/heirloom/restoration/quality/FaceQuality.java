package dev.heirloom.restoration.quality;

import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.meanStdDev;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.Laplacian;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.photo.Picture;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/** Measures aligned faces. Stateless. */
public final class FaceQuality {
  /** Every crop is measured at this side, in pixels, so that models of different sizes compare. */
  private static final int SIDE = 256;

  /** The middle of the square, where the face is whatever the template. */
  private static final int LEFT = 64;

  private static final int TOP = 77;
  private static final int EXTENT = 128;

  /** Blur before the Laplacian, so that fine grain does not count as sharpness; pixels. */
  private static final double SIGMA = 1.2;

  private FaceQuality() {}

  /**
   * @param crop aligned face, square, 8-bit blue, green, red
   */
  public static FaceMeasures measure(Picture crop) {
    try (PointerScope scope = new PointerScope()) {
      Mat square = new Mat();
      resize(crop.mat(), square, new Size(SIDE, SIDE), 0, 0, INTER_AREA);
      Mat gray = new Mat();
      cvtColor(new Mat(square, new Rect(LEFT, TOP, EXTENT, EXTENT)), gray, COLOR_BGR2GRAY);
      double[] levels = meanAndDeviation(gray);
      return new FaceMeasures(sharpness(gray), levels[0], levels[1]);
    }
  }

  private static double sharpness(Mat gray) {
    Mat smooth = new Mat();
    GaussianBlur(gray, smooth, new Size(0, 0), SIGMA);
    Mat laplacian = new Mat();
    Laplacian(smooth, laplacian, CV_64F);
    double deviation = meanAndDeviation(laplacian)[1];
    return deviation * deviation;
  }

  private static double[] meanAndDeviation(Mat mat) {
    Mat mean = new Mat();
    Mat deviation = new Mat();
    meanStdDev(mat, mean, deviation);
    return new double[] {mean.createIndexer().getDouble(0), deviation.createIndexer().getDouble(0)};
  }
}
