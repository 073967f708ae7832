package dev.heirloom.restoration.paste;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.multiply;
import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;

import dev.heirloom.restoration.align.FaceAligner;
import dev.heirloom.restoration.align.SimilarityTransform;
import dev.heirloom.restoration.photo.PhotoBenchmark;
import dev.heirloom.restoration.photo.Picture;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.openjdk.jmh.annotations.Benchmark;

/** One face of 400 pixels back into its photo: its region only, or a blend of the whole picture. */
public class PasteBenchmark extends PhotoBenchmark {
  private static final int SIDE = 512;

  private final SimilarityTransform toCrop =
      new SimilarityTransform(SIDE / 400.0, 0, -1800 * SIDE / 400.0, -1300 * SIDE / 400.0);

  private Mat difference;

  /** A model's difference is fine detail, as is what a blur takes away. */
  @Override
  protected void prepare() {
    difference = new Mat();
    try (Picture crop = FaceAligner.cut(photo, toCrop, SIDE);
        Mat blurred = new Mat();
        Mat nothing = new Mat();
        Size size = new Size(0, 0)) {
      GaussianBlur(crop.mat(), blurred, size, 2);
      subtract(crop.mat(), blurred, difference, nothing, CV_32F);
    }
  }

  @Override
  protected void release() {
    difference.close();
  }

  @Benchmark
  public int code() {
    try (Mat own = difference.clone();
        FacePatch patch = FacePatch.of(own, toCrop, photo)) {
      FacePaster.paste(photo, List.of(patch), PasteSettings.DEFAULT);
      return firstLevel(photo.mat());
    }
  }

  @Benchmark
  public int wholePicture() {
    try (PointerScope scope = new PointerScope()) {
      Mat masked = difference.clone();
      BroadTone.removeFrom(masked);
      multiply(masked, FaceMask.threeTimes(FaceMask.feathered(SIDE)), masked);
      Mat addition = new Region(0, 0, WIDTH, HEIGHT).warped(masked, toCrop);
      Mat levels = new Mat();
      photo.mat().convertTo(levels, CV_32FC3);
      add(levels, addition, levels);
      levels.convertTo(photo.mat(), CV_8U);
      return firstLevel(photo.mat());
    }
  }
}
