package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.OnnxModel;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LandmarkRefinerTest {
  private static final SessionSettings CPU = SessionSettings.shared(Device.CPU);
  private static LandmarkRefiner refiner;

  @BeforeAll
  static void open() {
    refiner = LandmarkRefiner.open(CPU);
  }

  @AfterAll
  static void close() {
    refiner.close();
  }

  @Test
  @SuppressWarnings("try")
  void theNetworkAgreesWithThePythonOriginal() {
    JsonNode reference = Astronaut.reference().get("landmarks68");
    JsonNode crop = reference.get("crop");
    double side = crop.get("side").asDouble();
    Box window = new Box(crop.get("x").asDouble(), crop.get("y").asDouble(), side, side);
    List<Point> expected = Astronaut.points(reference.get("points_in_square"));
    try (OnnxModel model = OnnxModel.open("landmarks68", CPU);
        Picture picture = Astronaut.picture();
        PointerScope scope = new PointerScope()) {
      float[] points =
          Floats.of(
              model
                  .run(
                      Window.batch(List.of(new Window(picture.mat(), window, window)), 112),
                      "points")
                  .get(0));
      for (int i = 0; i < 68; i++) {
        assertThat(new Point(points[2 * i], points[2 * i + 1]))
            .satisfies(Near.to(expected.get(i), 0.005));
      }
    }
  }

  @Test
  void theFivePointsMoveALittleAndThe68AreReported() {
    DetectedFace face = Astronaut.face();
    try (Picture picture = Astronaut.picture()) {
      DetectedFace refined = refiner.refine(picture, List.of(face)).get(0);
      assertThat(refined.landmarks68()).hasSize(68);
      assertThat(refined.landmarks()).isNotEqualTo(face.landmarks());
      assertThat(LandmarkRefiner.displacement(face.landmarks(), refined.landmarks()))
          .isLessThan(0.05);
      assertThat(refined.box()).isEqualTo(face.box());
      assertThat(refined.score()).isEqualTo(face.score());
    }
  }

  @Test
  void the68PointsLieWhereTheOriginalSeesThem() {
    List<Point> expected = Astronaut.points(Astronaut.reference().at("/landmarks68/points"));
    try (Picture picture = Astronaut.picture()) {
      DetectedFace refined = refiner.refine(picture, List.of(Astronaut.face())).get(0);
      double eyeDistance = refined.landmarks().eyeDistance();
      double mean = 0;
      for (int i = 0; i < 68; i++) {
        mean += refined.landmarks68().get(i).distanceTo(expected.get(i)) / 68;
      }
      assertThat(mean).as("windows differ a little").isLessThan(0.1 * eyeDistance);
    }
  }

  @Test
  void whereTheTwoContradictEachOtherTheDetectorsPointsStay() {
    DetectedFace face = Astronaut.face();
    FaceLandmarks elsewhere =
        FaceLandmarks.of(face.landmarks().points().stream().map(p -> p.plus(30, -20)).toList());
    DetectedFace wrong = new DetectedFace(face.box(), elsewhere, List.of(), 0.95);
    try (Picture picture = Astronaut.picture()) {
      DetectedFace refined = refiner.refine(picture, List.of(wrong)).get(0);
      assertThat(refined.landmarks()).isEqualTo(elsewhere);
      assertThat(refined.landmarks68()).isEmpty();
      assertThat(refined.disagreement()).isGreaterThan(0.5);
    }
  }

  @Test
  void facesInOneBatchAreAsFacesAlone() {
    DetectedFace face = Astronaut.face();
    DetectedFace other = new DetectedFace(face.box().plus(3, 2), face.landmarks(), List.of(), 0.97);
    try (Picture picture = Astronaut.picture()) {
      DetectedFace alone = refiner.refine(picture, List.of(face)).get(0);
      DetectedFace otherAlone = refiner.refine(picture, List.of(other)).get(0);
      assertThat(refiner.refine(picture, List.of(face, other))).containsExactly(alone, otherAlone);
      assertThat(refiner.refine(picture, List.of())).isEmpty();
    }
  }
}
