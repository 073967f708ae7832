package dev.heirloom.restoration.photo;

import java.util.List;

/**
 * The five points every detector of this field gives, "left" and "right" as seen in the picture.
 */
public record FaceLandmarks(
    Point leftEye, Point rightEye, Point nose, Point leftMouth, Point rightMouth) {

  /** From five points in the order of the components. */
  public static FaceLandmarks of(List<Point> points) {
    if (points.size() != 5) {
      throw new IllegalArgumentException("five landmarks expected, got " + points.size());
    }
    return new FaceLandmarks(
        points.get(0), points.get(1), points.get(2), points.get(3), points.get(4));
  }

  public List<Point> points() {
    return List.of(leftEye, rightEye, nose, leftMouth, rightMouth);
  }

  public double eyeDistance() {
    return leftEye.distanceTo(rightEye);
  }
}
