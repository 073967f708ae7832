package dev.heirloom.restoration.paste;

import static org.bytedeco.opencv.global.opencv_core.multiply;

import dev.heirloom.restoration.align.SimilarityTransform;
import dev.heirloom.restoration.photo.Picture;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * What restoring one face adds to its picture, at the size that the face has there. Owns native
 * memory: close it.
 */
public final class FacePatch implements AutoCloseable {
  private final Region region;
  private final Mat addition;
  private final SimilarityTransform toCrop;
  private final int side;

  private FacePatch(Region region, Mat addition, SimilarityTransform toCrop, int side) {
    this.region = region;
    this.addition = addition;
    this.toCrop = toCrop;
    this.side = side;
  }

  /**
   * The patch of a restored face: inside its mask, and without changes of light and colour broader
   * than the features of a face.
   *
   * @param difference square, float, blue, green, red, -255…255: restored crop minus original crop;
   *     is changed
   * @param toCrop from pixels of the picture to pixels of the crop
   * @param picture that the patch is for; only its size counts
   */
  public static FacePatch of(Mat difference, SimilarityTransform toCrop, Picture picture) {
    BroadTone.removeFrom(difference);
    return masked(difference, toCrop, picture);
  }

  static FacePatch masked(Mat difference, SimilarityTransform toCrop, Picture picture) {
    int side = difference.cols();
    Region region = Region.of(toCrop, side, picture);
    Mat addition = new Mat();
    if (!region.isEmpty()) {
      try (PointerScope scope = new PointerScope()) {
        Mat mask = FaceMask.threeTimes(FaceMask.feathered(side));
        multiply(difference, mask, mask);
        region.warped(mask, toCrop).copyTo(addition);
      }
    }
    return new FacePatch(region, addition, toCrop, side);
  }

  Region region() {
    return region;
  }

  /** Float, blue, green, red, as large as the region. */
  Mat addition() {
    return addition;
  }

  SimilarityTransform toCrop() {
    return toCrop;
  }

  int side() {
    return side;
  }

  @Override
  public void close() {
    addition.close();
  }
}
