package dev.heirloom.restoration.align;

import dev.heirloom.restoration.photo.Picture;

/**
 * A face turned upright and scaled into a square.
 *
 * @param crop square, 8-bit blue, green, red; owned by this record
 * @param toCrop from pixels of the picture to pixels of the crop
 */
public record AlignedFace(Picture crop, SimilarityTransform toCrop) implements AutoCloseable {
  public int side() {
    return crop.width();
  }

  @Override
  public void close() {
    crop.close();
  }
}
