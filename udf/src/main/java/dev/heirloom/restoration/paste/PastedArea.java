package dev.heirloom.restoration.paste;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/** The pixels of a picture that pasted faces can have changed: the bounds of their masks. */
public final class PastedArea {
  private final List<Region> regions;

  private PastedArea(List<Region> regions) {
    this.regions = regions;
  }

  public static PastedArea of(List<FacePatch> patches) {
    return new PastedArea(
        patches.stream().map(FacePatch::region).filter(region -> !region.isEmpty()).toList());
  }

  /**
   * 255 where nothing was pasted, 0 elsewhere.
   *
   * @return 8 bit, one channel; the caller closes it
   */
  public Mat outside(int width, int height) {
    try (Scalar everywhere = Scalar.all(255)) {
      Mat outside = new Mat(height, width, CV_8UC1, everywhere);
      regions.forEach(region -> clear(outside, region));
      return outside;
    }
  }

  private static void clear(Mat outside, Region region) {
    try (Rect rect = region.rect();
        Mat inside = new Mat(outside, rect);
        Scalar nowhere = Scalar.all(0)) {
      inside.put(nowhere);
    }
  }
}
