package dev.heirloom.restoration.detect;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.photo.PhotoBenchmark;
import dev.heirloom.restoration.photo.Picture;
import java.util.List;
import java.util.stream.DoubleStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.openjdk.jmh.annotations.Benchmark;

/** All planes that P-Net may look at: by way of shared halved copies, or each from the photo. */
public class PyramidBenchmark extends PhotoBenchmark {
  /** As ProposalNetwork: its cell for the smallest face first, then down by its factor. */
  private static final List<Double> SCALES =
      DoubleStream.iterate(
              ProposalNetwork.CELL / DetectSettings.DEFAULT.minFace(WIDTH),
              scale -> HEIGHT * scale >= ProposalNetwork.CELL,
              scale -> scale * 0.709)
          .boxed()
          .toList();

  @Benchmark
  public int code() {
    try (Picture fresh = new Picture(new Mat(photo.mat()));
        Pyramid pyramid = new Pyramid(fresh, SCALES)) {
      return pyramid.planes().stream().mapToInt(plane -> firstLevel(plane.pixels())).sum();
    }
  }

  @Benchmark
  public int areaFromFull() {
    return SCALES.stream().mapToInt(this::plane).sum();
  }

  private int plane(double scale) {
    try (Size size = new Size((int) Math.ceil(WIDTH * scale), (int) Math.ceil(HEIGHT * scale));
        Mat plane = new Mat()) {
      resize(photo.mat(), plane, size, 0, 0, INTER_AREA);
      return firstLevel(plane);
    }
  }
}
