package dev.heirloom.restoration.paste;

import dev.heirloom.restoration.align.SimilarityTransform;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * What restoring one face adds to its picture.
 *
 * @param difference square, float, blue, green, red, -255…255; owned by this record
 * @param toCrop from pixels of the picture to pixels of the crop
 */
public record FacePatch(Mat difference, SimilarityTransform toCrop) implements AutoCloseable {

  /**
   * The patch of a restored face, without changes of light and colour broader than the features of
   * a face.
   *
   * @param difference restored crop minus original crop; taken over, and changed
   */
  public static FacePatch of(Mat difference, SimilarityTransform toCrop) {
    BroadTone.removeFrom(difference);
    return new FacePatch(difference, toCrop);
  }

  public int side() {
    return difference.cols();
  }

  @Override
  public void close() {
    difference.close();
  }
}
