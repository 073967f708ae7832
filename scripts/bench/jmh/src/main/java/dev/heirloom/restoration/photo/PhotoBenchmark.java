package dev.heirloom.restoration.photo;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.opencv_core.Mat;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Milliseconds that one thread takes with a photo of 12 megapixels. In each benchmark {@code code}
 * is what the engine does; the other methods are its rivals.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 4, time = 2)
public abstract class PhotoBenchmark {
  protected static final int WIDTH = 4000;
  protected static final int HEIGHT = 3000;

  /** Of the engine's kind; a benchmark that pastes may change it. */
  protected Picture photo;

  @Setup
  public final void setUp() throws IOException {
    photo = SyntheticPhoto.of(WIDTH, HEIGHT);
    prepare();
  }

  /** What the benchmark needs beside the photo. */
  protected void prepare() throws IOException {}

  @TearDown
  public final void tearDown() {
    release();
    photo.close();
  }

  /** Closes what {@link #prepare} opened. */
  protected void release() {}

  /** For benchmarks to return, so that no result is thrown away: the first level of a matrix. */
  protected static int firstLevel(Mat pixels) {
    return pixels.data().get();
  }
}
