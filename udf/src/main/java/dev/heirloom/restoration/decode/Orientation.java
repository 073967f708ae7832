package dev.heirloom.restoration.decode;

import static org.bytedeco.opencv.global.opencv_core.ROTATE_180;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.rotate;
import static org.bytedeco.opencv.global.opencv_core.transpose;

import org.bytedeco.opencv.opencv_core.Mat;

/** EXIF orientation, tag 274: where the first row and column of the stored picture belong. */
final class Orientation {
  private static final int AROUND_X = 0;
  private static final int AROUND_Y = 1;
  private static final int AROUND_BOTH = -1;

  private Orientation() {}

  /** Makes the stored picture upright, in place. */
  static void apply(int orientation, Mat picture) {
    switch (orientation) {
      case 2 -> flip(picture, picture, AROUND_Y);
      case 3 -> rotate(picture, picture, ROTATE_180);
      case 4 -> flip(picture, picture, AROUND_X);
      case 5 -> transpose(picture, picture);
      case 6 -> rotate(picture, picture, ROTATE_90_CLOCKWISE);
      case 7 -> {
        transpose(picture, picture);
        flip(picture, picture, AROUND_BOTH);
      }
      case 8 -> rotate(picture, picture, ROTATE_90_COUNTERCLOCKWISE);
      default -> {}
    }
  }
}
