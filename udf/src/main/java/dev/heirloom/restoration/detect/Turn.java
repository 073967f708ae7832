package dev.heirloom.restoration.detect;

import static org.bytedeco.opencv.global.opencv_core.ROTATE_180;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.rotate;

import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/** A turn of a whole picture by quarters, and the way back for what was found in it. */
enum Turn {
  CLOCKWISE(ROTATE_90_CLOCKWISE),
  HALF(ROTATE_180),
  COUNTERCLOCKWISE(ROTATE_90_COUNTERCLOCKWISE);

  private final int code;

  Turn(int code) {
    this.code = code;
  }

  Picture of(Picture picture) {
    Mat turned = new Mat();
    rotate(picture.mat(), turned, code);
    return new Picture(turned);
  }

  /**
   * The face where it lies in {@code picture} itself; its landmarks keep the names they have when
   * the face is upright.
   *
   * @param turned found in {@code of(picture)}
   */
  DetectedFace back(DetectedFace turned, Picture picture) {
    Box box = turned.box();
    Point one = back(new Point(box.x(), box.y()), picture.width(), picture.height());
    Point other = back(new Point(box.right(), box.bottom()), picture.width(), picture.height());
    Box lying =
        new Box(
            Math.min(one.x(), other.x()),
            Math.min(one.y(), other.y()),
            Math.abs(one.x() - other.x()),
            Math.abs(one.y() - other.y()));
    return new DetectedFace(
        lying,
        FaceLandmarks.of(centres(turned.landmarks().points(), picture)),
        centres(turned.landmarks68(), picture),
        turned.score(),
        turned.disagreement());
  }

  /** Centres of pixels lie between the edges 0 and the picture's size: the last one is size − 1. */
  private List<Point> centres(List<Point> turned, Picture picture) {
    return turned.stream()
        .map(point -> back(point, picture.width() - 1, picture.height() - 1))
        .toList();
  }

  private Point back(Point turned, double right, double bottom) {
    return switch (this) {
      case CLOCKWISE -> new Point(turned.y(), bottom - turned.x());
      case HALF -> new Point(right - turned.x(), bottom - turned.y());
      case COUNTERCLOCKWISE -> new Point(right - turned.y(), turned.x());
    };
  }
}
