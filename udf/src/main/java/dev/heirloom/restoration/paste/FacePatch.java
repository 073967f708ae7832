package dev.heirloom.restoration.paste;

import dev.heirloom.restoration.align.SimilarityTransform;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * What restoring one face adds to its picture.
 *
 * @param difference square, float, blue, green, red, -255…255: restored crop minus original crop;
 *     owned by this record
 * @param toCrop from pixels of the picture to pixels of the crop
 */
public record FacePatch(Mat difference, SimilarityTransform toCrop) implements AutoCloseable {
  public int side() {
    return difference.cols();
  }

  @Override
  public void close() {
    difference.close();
  }
}
