package dev.heirloom.restoration.align;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT_101;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import dev.heirloom.restoration.photo.PhotoBenchmark;
import dev.heirloom.restoration.photo.Picture;
import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** What a face costs to turn and scale to the model's 512 pixels, by how it is sampled. */
public class FaceAlignerBenchmark extends PhotoBenchmark {
  private static final int SIDE = 512;
  private static final double TILT = Math.toRadians(10);

  /** Side of the face's square in the photo, in pixels. */
  @Param({"150", "900"})
  int face;

  private SimilarityTransform toCrop;

  @Override
  protected void prepare() {
    double a = Math.cos(TILT) * SIDE / face;
    double b = Math.sin(TILT) * SIDE / face;
    double x = WIDTH / 2.0;
    double y = HEIGHT / 2.0;
    double middle = (SIDE - 1) / 2.0;
    toCrop = new SimilarityTransform(a, b, middle - (a * x - b * y), middle - (b * x + a * y));
  }

  @Benchmark
  public int code() {
    try (Picture square = FaceAligner.cut(photo, toCrop, SIDE)) {
      return firstLevel(square.mat());
    }
  }

  @Benchmark
  public int linearWarp() {
    return warped(INTER_LINEAR);
  }

  @Benchmark
  public int cubicWarp() {
    return warped(INTER_CUBIC);
  }

  private int warped(int how) {
    try (PointerScope scope = new PointerScope()) {
      Mat square = new Mat();
      Size side = new Size(SIDE, SIDE);
      warpAffine(photo.mat(), square, map(), side, how, BORDER_REFLECT_101, new Scalar());
      return firstLevel(square);
    }
  }

  private Mat map() {
    Mat map = new Mat(2, 3, CV_64F);
    map.<DoubleBuffer>createBuffer()
        .put(new double[] {toCrop.a(), -toCrop.b(), toCrop.tx()})
        .put(new double[] {toCrop.b(), toCrop.a(), toCrop.ty()});
    return map;
  }
}
