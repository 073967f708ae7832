package dev.heirloom.restoration.encode;

import static org.bytedeco.opencv.global.opencv_core.hconcat;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.photo.PhotoBenchmark;
import dev.heirloom.restoration.photo.Picture;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.openjdk.jmh.annotations.Benchmark;

/** Before and after as one small JPEG picture: reduced by way of halved copies, or at once. */
public class PreviewBenchmark extends PhotoBenchmark {
  private final PreviewEncoder previews = new PreviewEncoder();
  private Picture after;

  @Override
  protected void prepare() {
    after = photo.copy();
  }

  @Override
  protected void release() {
    after.close();
  }

  @Benchmark
  public EncodedPhoto code() {
    return previews.preview(photo, after);
  }

  @Benchmark
  public byte[] areaFromFull() {
    try (Mat left = small(photo);
        Mat right = small(after);
        Mat both = new Mat()) {
      hconcat(left, right, both);
      return NativeEncoder.encode(PhotoFormat.JPEG, both, IMWRITE_JPEG_QUALITY, 85);
    }
  }

  private static Mat small(Picture picture) {
    Mat small = new Mat();
    try (Size size = new Size(510, 383)) {
      resize(picture.mat(), small, size, 0, 0, INTER_AREA);
    }
    return small;
  }
}
