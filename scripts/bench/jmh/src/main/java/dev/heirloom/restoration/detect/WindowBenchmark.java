package dev.heirloom.restoration.detect;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_dnn.blobFromImages;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.PhotoBenchmark;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Sixteen windows for R-Net: from the photo or from a halved copy of it, and how. */
public class WindowBenchmark extends PhotoBenchmark {
  private static final int SIDE = 24;

  @Param({"40", "1000"})
  int window;

  private List<Box> windows;
  private Mat halved;

  /** Pixels of the photo in one of {@link #halved}. */
  private int reduction = 1;

  @Override
  protected void prepare() {
    windows = IntStream.range(0, 16).mapToObj(this::window).toList();
    halved = photo.mat().clone();
    while (window / (2 * reduction) >= SIDE) {
      reduction *= 2;
      resize(halved, halved, new Size(WIDTH / reduction, HEIGHT / reduction), 0, 0, INTER_AREA);
    }
  }

  private Box window(int i) {
    return new Box(i % 4 * 900 + 7, i / 4 * 600 + 5, window, window);
  }

  @Override
  protected void release() {
    halved.close();
  }

  /** The pyramid has the halved copies already. */
  @Benchmark
  public float code() {
    try (PointerScope scope = new PointerScope()) {
      return Window.batch(
              windows.stream().map(box -> Window.around(box, photo, SIDE)).toList(), SIDE)
          .data()
          .get(0);
    }
  }

  @Benchmark
  public float areaFromFull() {
    return batch(photo.mat(), 1, INTER_AREA);
  }

  /** Skips pixels where the window is more than twice as large as the network's. */
  @Benchmark
  public float linearFromFull() {
    return batch(photo.mat(), 1, INTER_LINEAR);
  }

  @Benchmark
  public float linearFromHalved() {
    return batch(halved, reduction, INTER_LINEAR);
  }

  private float batch(Mat source, int reduction, int how) {
    try (PointerScope scope = new PointerScope();
        Size side = new Size(SIDE, SIDE)) {
      MatVector squares = new MatVector(windows.size());
      for (int i = 0; i < windows.size(); i++) {
        Mat square = new Mat();
        resize(new Mat(source, place(windows.get(i), reduction)), square, side, 0, 0, how);
        squares.put(i, square);
      }
      Mat blob = blobFromImages(squares, 1, side, new Scalar(), true, false, CV_32F);
      return blob.<FloatBuffer>createBuffer().get(0);
    }
  }

  private static Rect place(Box box, int reduction) {
    int side = (int) box.width() / reduction;
    return new Rect((int) box.x() / reduction, (int) box.y() / reduction, side, side);
  }
}
