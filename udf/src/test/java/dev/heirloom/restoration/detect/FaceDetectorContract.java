package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_core.norm;

import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

/** What every face detector does. */
abstract class FaceDetectorContract {

  abstract FaceDetector detector();

  /** A picture in which this detector finds {@link #expected}. */
  abstract Picture scene();

  /** Boxes of the faces in the scene, best first. */
  abstract List<Box> expected();

  @Test
  void findsTheFacesWhereTheyAre() {
    try (Picture scene = scene()) {
      List<DetectedFace> faces = detector().detect(scene, DetectSettings.DEFAULT);
      assertThat(faces).hasSameSizeAs(expected());
      for (int i = 0; i < faces.size(); i++) {
        assertThat(faces.get(i).box().intersectionOverUnion(expected().get(i))).isGreaterThan(0.8);
      }
    }
  }

  @Test
  void landmarksLieInTheBoxInTheirOrder() {
    try (Picture scene = scene()) {
      for (DetectedFace face : detector().detect(scene, DetectSettings.DEFAULT)) {
        List<Point> points = face.landmarks().points();
        assertThat(points).allMatch(face.box()::contains);
        assertThat(points.get(0).x()).isLessThan(points.get(1).x());
        assertThat(points.get(3).x()).isLessThan(points.get(4).x());
        assertThat(points.get(0).y()).isLessThan(points.get(2).y());
        assertThat(points.get(2).y()).isLessThan(points.get(3).y());
      }
    }
  }

  @Test
  void theBestScoreComesFirstAndNoneIsBelowTheLimit() {
    try (Picture scene = scene()) {
      List<Double> scores =
          detector().detect(scene, DetectSettings.DEFAULT).stream()
              .map(DetectedFace::score)
              .toList();
      assertThat(scores).isSortedAccordingTo(Comparator.reverseOrder());
      assertThat(scores).allMatch(score -> score >= DetectSettings.DEFAULT.minScore());
    }
  }

  @Test
  void facesSmallerThanAskedForAreNotReported() {
    double largest = expected().stream().mapToDouble(Box::shorterSide).max().orElseThrow();
    try (Picture scene = scene()) {
      assertThat(
              detector()
                  .detect(
                      scene, new DetectSettings(1.2 * largest, 0, 0.9, 0.25, Rotations.UPRIGHT)))
          .isEmpty();
    }
  }

  @Test
  void coordinatesFollowThePicture() {
    try (Picture scene = scene();
        Picture moved = moved(scene, 64, 32)) {
      List<DetectedFace> faces = detector().detect(moved, DetectSettings.DEFAULT);
      assertThat(faces).hasSameSizeAs(expected());
      for (int i = 0; i < faces.size(); i++) {
        Box there = expected().get(i).plus(64, 32);
        assertThat(faces.get(i).box().intersectionOverUnion(there)).isGreaterThan(0.8);
      }
    }
  }

  @Test
  void anEmptyPictureHasNoFaces() {
    for (int side : new int[] {1, 11, 12, 20, 300}) {
      try (Picture empty = new Picture(new Mat(side, side, CV_8UC3, new Scalar(0)))) {
        assertThat(detector().detect(empty, DetectSettings.DEFAULT)).isEmpty();
      }
    }
  }

  @Test
  void thePictureIsOnlyRead() {
    try (Picture scene = scene();
        Picture copy = scene.copy()) {
      detector().detect(scene, DetectSettings.DEFAULT);
      assertThat(norm(scene.mat(), copy.mat(), NORM_INF, new Mat())).isZero();
    }
  }

  @Test
  void threadsShareADetectorAndSeeTheSame() throws Exception {
    try (Picture scene = scene()) {
      List<DetectedFace> alone = detector().detect(scene, DetectSettings.DEFAULT);
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<List<DetectedFace>>> results =
            Stream.generate(
                    () -> threads.submit(() -> detector().detect(scene, DetectSettings.DEFAULT)))
                .limit(8)
                .toList();
        for (Future<List<DetectedFace>> result : results) {
          assertThat(result.get()).isEqualTo(alone);
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  /** The scene further right and down, on black. */
  private static Picture moved(Picture scene, int dx, int dy) {
    Mat larger = new Mat();
    try (Scalar black = new Scalar(0)) {
      copyMakeBorder(scene.mat(), larger, dy, 0, dx, 0, BORDER_CONSTANT, black);
    }
    return new Picture(larger);
  }
}
