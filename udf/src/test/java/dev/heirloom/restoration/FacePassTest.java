package dev.heirloom.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.heirloom.restoration.detect.DetectedFace;
import dev.heirloom.restoration.identity.FaceRecogniser;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.model.TinyModels;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import dev.heirloom.restoration.photo.RandomPictures;
import dev.heirloom.restoration.restore.FaceTriage;
import dev.heirloom.restoration.restore.GpenSession;
import java.util.Collections;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class FacePassTest {
  private static final SessionSettings CPU = SessionSettings.shared(Device.CPU);
  private static final RestorationSettings SETTINGS = RestorationSettings.DEFAULT;

  private static FacePass pass(Picture picture, GpenSession gpen, FaceRecogniser recogniser) {
    FaceTriage knowsNone = FaceTriage.open(gpen.file(), CPU);
    return new FacePass(picture, knowsNone, gpen, recogniser, SETTINGS, new StageClock());
  }

  /** Soft blobs at 200 x 200 with a face of the given width in their middle. */
  private static FaceOutcome outcome(String model, double faceWidth, Picture picture) {
    try (GpenSession gpen = GpenSession.open(TinyModels.named(model), CPU);
        FaceRecogniser recogniser = FaceRecogniser.open(CPU);
        FacePass pass = pass(picture, gpen, recogniser)) {
      pass.take(face(faceWidth));
      Face face = pass.faces().get(0);
      assertThat(pass.patches()).hasSize(face.outcome() == FaceOutcome.RESTORED ? 1 : 0);
      return face.outcome();
    }
  }

  /** Upright, black and white, without grain. */
  private static Picture stripes(int width) {
    Mat mat = new Mat(200, 200, CV_8UC3);
    byte[] samples = new byte[200 * 200 * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i / 3 % 200 / width % 2 == 0 ? 0 : 255);
    }
    mat.data().put(samples, 0, samples.length);
    return new Picture(mat);
  }

  private static DetectedFace face(double width) {
    Point middle = new Point(100, 100);
    FaceLandmarks landmarks =
        new FaceLandmarks(
            middle.plus(-width / 4, -width / 6),
            middle.plus(width / 4, -width / 6),
            middle.plus(0, width / 8),
            middle.plus(-width / 5, width / 3),
            middle.plus(width / 5, width / 3));
    Box box = new Box(100 - width / 2, 100 - width / 2, width, width);
    return new DetectedFace(box, landmarks, List.of(), 0.99);
  }

  @Test
  void aFaceThatFitsTheModelIsRestored() {
    try (Picture soft = RandomPictures.smooth(200, 200, 8, 3, 4)) {
      assertThat(outcome("brighter", 24, soft)).isEqualTo(FaceOutcome.RESTORED);
    }
  }

  @Test
  void aSoftFaceIsRestoredEvenIfItIsLargerThanTheModel() {
    try (Picture soft = RandomPictures.smooth(200, 200, 8, 3, 4)) {
      assertThat(outcome("brighter", 90, soft)).isEqualTo(FaceOutcome.RESTORED);
    }
  }

  @Test
  void aFaceThatIsSharpAtTheModelsSizeIsLeftAlone() {
    try (Picture stripes = stripes(8)) {
      assertThat(outcome("brighter", 24, stripes)).isEqualTo(FaceOutcome.SHARP_ALREADY);
      assertThat(outcome("brighter", 90, stripes)).isEqualTo(FaceOutcome.LARGER_THAN_MODEL);
    }
  }

  @Test
  void aFaceThatTheModelGivesBackAsItWasIsLeftAlone() {
    try (Picture soft = RandomPictures.smooth(200, 200, 8, 3, 4)) {
      assertThat(outcome("identity", 24, soft)).isEqualTo(FaceOutcome.SHARP_ALREADY);
      assertThat(outcome("identity", 90, soft)).isEqualTo(FaceOutcome.LARGER_THAN_MODEL);
    }
  }

  @Test
  void aModelThatGivesNoPictureLeavesTheFaceAsItWas() {
    try (Picture soft = RandomPictures.smooth(200, 200, 8, 3, 4)) {
      assertThat(outcome("flat", 24, soft)).isEqualTo(FaceOutcome.BAD_MODEL_OUTPUT);
      assertThat(outcome("not-a-number", 24, soft)).isEqualTo(FaceOutcome.BAD_MODEL_OUTPUT);
    }
  }

  @Test
  void whatTheLandmarkNetDoesNotSeeIsNoFace() {
    DetectedFace face = face(24);
    DetectedFace doubted =
        new DetectedFace(face.box(), face.landmarks(), List.of(), face.score(), 0.3);
    try (Picture soft = RandomPictures.smooth(200, 200, 8, 3, 4);
        GpenSession gpen = GpenSession.open(TinyModels.named("identity"), CPU);
        FaceRecogniser recogniser = FaceRecogniser.open(CPU);
        FacePass pass = pass(soft, gpen, recogniser)) {
      pass.take(doubted);
      assertThat(pass.faces()).extracting(Face::outcome).containsExactly(FaceOutcome.NOT_A_FACE);
      assertThat(pass.patches()).isEmpty();
    }
  }

  @Test
  void landmarksInOnePlaceAreNoFaceAndDoNotFailThePhoto() {
    Point point = new Point(50, 50);
    DetectedFace degenerate =
        new DetectedFace(
            new Box(40, 40, 20, 20),
            FaceLandmarks.of(Collections.nCopies(5, point)),
            List.of(),
            0.99);
    try (Picture soft = RandomPictures.smooth(200, 200, 8, 3, 4);
        GpenSession gpen = GpenSession.open(TinyModels.named("identity"), CPU);
        FaceRecogniser recogniser = FaceRecogniser.open(CPU);
        FacePass pass = pass(soft, gpen, recogniser)) {
      pass.take(degenerate);
      assertThat(pass.faces()).extracting(Face::outcome).containsExactly(FaceOutcome.NOT_A_FACE);
    }
  }
}
