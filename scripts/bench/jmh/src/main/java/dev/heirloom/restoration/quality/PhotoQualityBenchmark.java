package dev.heirloom.restoration.quality;

import dev.heirloom.restoration.photo.PhotoBenchmark;
import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_quality.QualityBRISQUE;
import org.openjdk.jmh.annotations.Benchmark;

/** BRISQUE of a photo: of 512 pixels of it, or of all. */
public class PhotoQualityBenchmark extends PhotoBenchmark {
  private PhotoQuality quality;
  private QualityBRISQUE brisque;

  @Override
  protected void prepare() throws IOException {
    quality = new PhotoQuality();
    brisque = QualityBRISQUE.create(file("brisque_model_live.yml"), file("brisque_range_live.yml"));
  }

  private static String file(String name) throws IOException {
    String folder = "/org/bytedeco/opencv/" + Loader.getPlatform() + "/share/opencv4/quality/";
    return Loader.cacheResource(folder + name).getPath();
  }

  @Override
  protected void release() {
    quality.close();
    brisque.close();
  }

  @Benchmark
  public PhotoMeasures code() {
    return quality.measure(photo);
  }

  @Benchmark
  public double allPixels() {
    try (Mat pixels = new Mat(photo.mat());
        Scalar measured = brisque.compute(pixels)) {
      return measured.get(0);
    }
  }
}
