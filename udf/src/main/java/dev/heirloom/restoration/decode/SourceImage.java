package dev.heirloom.restoration.decode;

/**
 * What the file said of its picture.
 *
 * @param width pixels of the upright picture
 * @param height pixels of the upright picture
 * @param bitDepth bits of one channel in the file: 1…16
 * @param channels channels of the decoded picture: 1, 3 or 4
 * @param orientation EXIF orientation 1…8 as stored; it has been applied to the picture
 * @param dpi horizontal resolution, 0 when the file states none
 */
public record SourceImage(
    PhotoFormat format,
    int width,
    int height,
    int bitDepth,
    int channels,
    int orientation,
    double dpi) {

  public SourceImage {
    if (width < 1 || height < 1 || bitDepth < 1 || bitDepth > 16) {
      throw new IllegalArgumentException(
          "not a picture: %d x %d, %d bit".formatted(width, height, bitDepth));
    }
    if (orientation < 1 || orientation > 8) {
      throw new IllegalArgumentException("EXIF orientation is 1…8, got " + orientation);
    }
  }
}
