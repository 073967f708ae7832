package dev.heirloom.restoration.quality;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_SORT_ASCENDING;
import static org.bytedeco.opencv.global.opencv_core.CV_SORT_EVERY_ROW;
import static org.bytedeco.opencv.global.opencv_core.abs;
import static org.bytedeco.opencv.global.opencv_core.meanStdDev;
import static org.bytedeco.opencv.global.opencv_core.sort;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.Laplacian;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.filter2D;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.photo.Picture;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
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

  /** The difference of two Laplacians, blind to edges: Immerkær, CVIU 64(2), 1996. */
  private static final float[] GRAIN = {1, -2, 1, -2, 4, -2, 1, -2, 1};

  private static final double GRAIN_GAIN = 6;

  /** Median of the absolute value of a normal variable of deviation one. */
  private static final double NORMAL_MEDIAN = 0.6745;

  private FaceQuality() {}

  /**
   * Measures one face.
   *
   * @param crop aligned face, square, 8-bit blue, green, red
   */
  public static FaceMeasures measure(Picture crop) {
    try (PointerScope scope = new PointerScope()) {
      Mat square = new Mat();
      resize(crop.mat(), square, new Size(SIDE, SIDE), 0, 0, INTER_AREA);
      Mat gray = new Mat();
      cvtColor(new Mat(square, new Rect(LEFT, TOP, EXTENT, EXTENT)), gray, COLOR_BGR2GRAY);
      gray.convertTo(gray, CV_32F);
      double[] levels = meanAndDeviation(gray);
      return new FaceMeasures(sharpness(gray), noise(gray), levels[0], levels[1]);
    }
  }

  private static double sharpness(Mat gray) {
    Mat smooth = new Mat();
    GaussianBlur(gray, smooth, new Size(0, 0), SIGMA);
    Mat laplacian = new Mat();
    Laplacian(smooth, laplacian, CV_32F);
    double deviation = meanAndDeviation(laplacian)[1];
    return deviation * deviation;
  }

  private static double noise(Mat gray) {
    Mat response = new Mat();
    filter2D(gray, response, CV_32F, new Mat(GRAIN).reshape(1, 3));
    return median(abs(response).asMat()) / NORMAL_MEDIAN / GRAIN_GAIN;
  }

  private static double median(Mat mat) {
    Mat sorted = new Mat();
    sort(mat.reshape(1, 1), sorted, CV_SORT_EVERY_ROW | CV_SORT_ASCENDING);
    return sorted.<FloatIndexer>createIndexer().get(0, sorted.cols() / 2);
  }

  private static double[] meanAndDeviation(Mat mat) {
    Mat mean = new Mat();
    Mat deviation = new Mat();
    meanStdDev(mat, mean, deviation);
    return new double[] {
      mean.<DoubleIndexer>createIndexer().get(0), deviation.<DoubleIndexer>createIndexer().get(0)
    };
  }
}
