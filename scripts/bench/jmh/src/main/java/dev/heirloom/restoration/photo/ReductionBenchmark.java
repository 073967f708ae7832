package dev.heirloom.restoration.photo;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Is one smaller copy of a photo cheaper by way of halved copies, and how is the last step? */
public class ReductionBenchmark extends PhotoBenchmark {
  @Param({"0.3", "0.5", "0.7"})
  double scale;

  private int width;
  private int height;

  @Override
  protected void prepare() {
    width = (int) Math.ceil(WIDTH * scale);
    height = (int) Math.ceil(HEIGHT * scale);
  }

  @Benchmark
  public int code() {
    try (Picture fresh = new Picture(new Mat(photo.mat()));
        Mat small = fresh.reduced(width, height)) {
      return firstLevel(small);
    }
  }

  @Benchmark
  public int areaFromFull() {
    try (Mat small = resized(photo.mat(), width, height, INTER_AREA)) {
      return firstLevel(small);
    }
  }

  @Benchmark
  public int halvedThenLinear() {
    try (Mat half = halvedIfLarge();
        Mat small = resized(half, width, height, INTER_LINEAR)) {
      return firstLevel(small);
    }
  }

  /** No scale here asks for more than one halving. */
  private Mat halvedIfLarge() {
    return WIDTH >= 2 * width
        ? resized(photo.mat(), WIDTH / 2, HEIGHT / 2, INTER_AREA)
        : new Mat(photo.mat());
  }

  private static Mat resized(Mat source, int width, int height, int how) {
    Mat small = new Mat();
    try (Size size = new Size(width, height)) {
      resize(source, small, size, 0, 0, how);
    }
    return small;
  }
}
