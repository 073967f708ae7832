package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import dev.heirloom.restoration.photo.RandomPictures;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaceFinderTest {
  private static final DetectSettings ALL = DetectSettings.DEFAULT;
  private static final DetectSettings UPRIGHT = ALL.withRotations(Rotations.UPRIGHT);
  private static MtcnnDetector detector;
  private static LandmarkRefiner refiner;
  private static FaceFinder finder;

  @BeforeAll
  static void open() {
    SessionSettings cpu = SessionSettings.shared(Device.CPU);
    detector = MtcnnDetector.open(cpu);
    refiner = LandmarkRefiner.open(cpu);
    finder = new FaceFinder(detector, refiner);
  }

  @AfterAll
  static void close() {
    detector.close();
    refiner.close();
  }

  @Test
  void anUprightFaceIsFoundAtOnceAndBothNetsAgree() {
    try (Picture picture = Astronaut.picture()) {
      List<DetectedFace> faces = finder.find(picture, ALL);
      assertThat(faces).hasSize(1).isEqualTo(finder.find(picture, UPRIGHT));
      assertThat(faces.get(0).disagreement()).isBetween(0.0, 0.1);
    }
  }

  @ParameterizedTest
  @EnumSource(Turn.class)
  void aFaceInATurnedScanIsFoundWhereItLies(Turn turn) {
    try (Picture upright = Astronaut.picture();
        Picture scan = turn.of(upright)) {
      DetectedFace expected = finder.find(upright, ALL).get(0);
      assertThat(finder.find(scan, UPRIGHT)).noneMatch(UPRIGHT::isFace);
      List<DetectedFace> faces = finder.find(scan, ALL);
      assertThat(faces).hasSize(1);
      DetectedFace found = faces.get(0);
      assertThat(found.landmarks68()).hasSize(68);
      DetectedFace home = turn.back(found, upright);
      assertThat(home.box().intersectionOverUnion(expected.box())).isGreaterThan(0.99);
      for (int i = 0; i < 5; i++) {
        Point point = home.landmarks().points().get(i);
        assertThat(point.distanceTo(expected.landmarks().points().get(i))).isLessThan(0.5);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Turn.class)
  void thePixelAtALandmarkIsTheOneThatWasSeen(Turn turn) {
    try (Picture picture = RandomPictures.noise(40, 30, 8, 1, 7);
        Picture turned = turn.of(picture)) {
      Point seen = new Point(4, 9);
      List<Point> five =
          List.of(seen, new Point(20, 3), new Point(11, 12), new Point(5, 20), new Point(19, 21));
      DetectedFace face =
          new DetectedFace(new Box(3, 2, 18, 24), FaceLandmarks.of(five), List.of(), 0.9, 0.1);
      DetectedFace back = turn.back(face, picture);
      assertThat(level(picture, back.landmarks().leftEye())).isEqualTo(level(turned, seen));
      assertThat(back.box().area()).isEqualTo(face.box().area());
      assertThat(back.landmarks().points()).allMatch(back.box()::contains);
      assertThat(back.disagreement()).isEqualTo(0.1);
    }
  }

  @Test
  void whereTheNetsSeeDifferentThingsThereIsNoFace() {
    try (Picture picture = Astronaut.picture()) {
      DetectedFace face = detector.detect(picture, ALL).get(0);
      double eyes = face.landmarks().eyeDistance();
      List<Point> moved =
          face.landmarks().points().stream().map(p -> p.plus(0.3 * eyes, 0)).toList();
      DetectedFace elsewhere =
          new DetectedFace(face.box(), FaceLandmarks.of(moved), List.of(), face.score());
      List<DetectedFace> refined = refiner.refine(picture, List.of(face, elsewhere));
      assertThat(refined).extracting(ALL::isFace).containsExactly(true, false);
      assertThat(refined.get(1).landmarks()).isEqualTo(elsewhere.landmarks());
      assertThat(refined.get(1).landmarks68()).isEmpty();
    }
  }

  private static int level(Picture picture, Point point) {
    return picture.mat().ptr((int) point.y(), (int) point.x()).get() & 255;
  }
}
