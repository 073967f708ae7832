package dev.heirloom.restoration.detect;

import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Point;
import java.util.List;

/**
 * A face as a detector sees it, in pixels of the upright picture.
 *
 * @param landmarks the five points, refined where the 68-point net agrees
 * @param landmarks68 in the common 68-point order; empty where no such net ran or it disagrees
 * @param score the detector's own confidence, 0…1
 * @param disagreement mean distance of the detector's five landmarks from those of the 68-point
 *     net, in eye distances, 0 upwards; NaN where no such net ran
 */
public record DetectedFace(
    Box box, FaceLandmarks landmarks, List<Point> landmarks68, double score, double disagreement) {

  public DetectedFace {
    landmarks68 = List.copyOf(landmarks68);
    if (!landmarks68.isEmpty() && landmarks68.size() != 68) {
      throw new IllegalArgumentException("68 landmarks or none, got " + landmarks68.size());
    }
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("a score is 0…1, got " + score);
    }
    if (disagreement < 0) {
      throw new IllegalArgumentException("a disagreement is 0 upwards, got " + disagreement);
    }
  }

  /** A face at which no other net has looked yet. */
  public DetectedFace(Box box, FaceLandmarks landmarks, List<Point> landmarks68, double score) {
    this(box, landmarks, landmarks68, score, Double.NaN);
  }
}
