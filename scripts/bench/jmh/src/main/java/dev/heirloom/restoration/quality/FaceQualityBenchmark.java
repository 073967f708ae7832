package dev.heirloom.restoration.quality;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.photo.PhotoBenchmark;
import dev.heirloom.restoration.photo.Picture;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.openjdk.jmh.annotations.Benchmark;

/** Sharpness and noise of a face of 512 pixels: the filters of OpenCV, or loops in Java. */
public class FaceQualityBenchmark extends PhotoBenchmark {
  private static final int EXTENT = 128;

  private Picture crop;

  @Override
  protected void prepare() {
    try (Rect place = new Rect(1000, 1000, 512, 512);
        Mat shared = new Mat(photo.mat(), place)) {
      crop = new Picture(shared.clone());
    }
  }

  @Override
  protected void release() {
    crop.close();
  }

  @Benchmark
  public FaceMeasures code() {
    return FaceQuality.measure(crop);
  }

  /** The rival reduces and blurs with OpenCV all the same. */
  @Benchmark
  public double javaLoops() {
    try (PointerScope scope = new PointerScope()) {
      Mat square = new Mat();
      resize(crop.mat(), square, new Size(256, 256), 0, 0, INTER_AREA);
      Mat gray = new Mat();
      cvtColor(new Mat(square, new Rect(64, 77, EXTENT, EXTENT)), gray, COLOR_BGR2GRAY);
      gray.convertTo(gray, CV_32F);
      Mat smooth = new Mat();
      GaussianBlur(gray, smooth, new Size(0, 0), 1.2);
      float[] levels = levels(gray);
      double[] tone = meanAndVariance(levels);
      return sharpness(levels(smooth)) + noise(levels) + tone[0] + tone[1];
    }
  }

  private static float[] levels(Mat mat) {
    float[] levels = new float[EXTENT * EXTENT];
    mat.<FloatBuffer>createBuffer().get(levels);
    return levels;
  }

  /** The outermost pixels are left out: no border to make up. */
  private static double sharpness(float[] p) {
    float[] laplacian = new float[p.length];
    for (int row = 1; row < EXTENT - 1; row++) {
      for (int i = row * EXTENT + 1; i < (row + 1) * EXTENT - 1; i++) {
        laplacian[i] = p[i - 1] + p[i + 1] + p[i - EXTENT] + p[i + EXTENT] - 4 * p[i];
      }
    }
    return meanAndVariance(laplacian)[1];
  }

  private static double noise(float[] p) {
    float[] grain = new float[p.length];
    for (int row = 1; row < EXTENT - 1; row++) {
      for (int i = row * EXTENT + 1; i < (row + 1) * EXTENT - 1; i++) {
        float beside = across(p, i - EXTENT) + across(p, i + EXTENT);
        grain[i] = Math.abs(beside - 2 * across(p, i));
      }
    }
    Arrays.sort(grain);
    return grain[grain.length / 2];
  }

  private static float across(float[] p, int i) {
    return p[i - 1] - 2 * p[i] + p[i + 1];
  }

  private static double[] meanAndVariance(float[] numbers) {
    double sum = 0;
    double squares = 0;
    for (float number : numbers) {
      sum += number;
      squares += number * number;
    }
    double mean = sum / numbers.length;
    return new double[] {mean, squares / numbers.length - mean * mean};
  }
}
