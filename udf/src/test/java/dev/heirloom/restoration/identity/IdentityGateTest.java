package dev.heirloom.restoration.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.BORDER_DEFAULT;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;

import dev.heirloom.restoration.align.AlignedFace;
import dev.heirloom.restoration.align.FaceAligner;
import dev.heirloom.restoration.align.FaceTemplate;
import dev.heirloom.restoration.detect.Astronaut;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IdentityGateTest {
  private static FaceRecogniser recogniser;
  private static Picture face;
  private static Picture worn;

  @BeforeAll
  static void open() {
    recogniser = FaceRecogniser.open(SessionSettings.shared(Device.CPU));
    FaceLandmarks landmarks =
        FaceLandmarks.of(Astronaut.points(Astronaut.reference().at("/restorer/points")));
    try (Picture picture = Astronaut.picture();
        AlignedFace aligned = FaceAligner.align(picture, landmarks, FaceTemplate.FFHQ, 256)) {
      face = aligned.crop().copy();
    }
    worn = face.copy();
    try (Size window = new Size()) {
      GaussianBlur(face.mat(), worn.mat(), window, 3, 3, BORDER_DEFAULT, 0);
    }
  }

  @AfterAll
  static void close() {
    recogniser.close();
    face.close();
    worn.close();
  }

  @Test
  void theRightFacePassesWhole() {
    IdentityCheck check = gate(IdentitySettings.DEFAULT).judge(worn, face, 1);
    assertThat(check.passed()).isTrue();
    assertThat(check.share()).isEqualTo(1);
    assertThat(check.distance()).isPositive().isLessThan(check.allowed());
  }

  @Test
  void theSameFaceIsAtNoDistance() {
    assertThat(gate(IdentitySettings.DEFAULT).judge(worn, worn, 1).distance()).isZero();
    assertThat(gate(IdentitySettings.DEFAULT).judge(worn, face, 0).distance()).isZero();
  }

  @Test
  void aFaceUpsideDownIsRefusedAndNotTriedAgain() {
    try (Picture upsideDown = flipped(0)) {
      IdentityCheck check = gate(IdentitySettings.DEFAULT).judge(worn, upsideDown, 1);
      assertThat(check.passed()).isFalse();
      assertThat(check.excess()).isGreaterThan(IdentitySettings.DEFAULT.doubt());
      assertThat(check.share()).isEqualTo(1);
    }
  }

  @Test
  void aFaceInDoubtIsTriedAtLessAndPassesThere() {
    double distance = gate(IdentitySettings.DEFAULT).judge(worn, face, 1).distance();
    IdentityCheck check = gate(limit(0.8 * distance, 1)).judge(worn, face, 1);
    assertThat(check.passed()).isTrue();
    assertThat(check.share()).isIn(0.6, 0.35);
    assertThat(gate(limit(0.8 * distance, 0)).judge(worn, face, 1).passed()).isFalse();
  }

  @Test
  void aFaceThatPassesAtNoShareIsReportedAsAWhole() {
    IdentityCheck check = gate(limit(1e-6, 10)).judge(worn, face, 1);
    assertThat(check.passed()).isFalse();
    assertThat(check.share()).isEqualTo(1);
  }

  @Test
  void whatIsNoNumberDoesNotPass() {
    assertThat(new IdentityCheck(1, Double.NaN, 1).passed()).isFalse();
    assertThat(new IdentityCheck(1, 0, Double.NaN).passed()).isFalse();
    assertThat(IdentityCheck.NONE.passed()).isFalse();
  }

  private static IdentityGate gate(IdentitySettings settings) {
    return new IdentityGate(recogniser, FaceTemplate.FFHQ, settings);
  }

  private static IdentitySettings limit(double distance, double doubt) {
    return new IdentitySettings(distance, 0, 0, doubt);
  }

  private static Picture flipped(int axis) {
    Mat flipped = new Mat();
    flip(face.mat(), flipped, axis);
    return new Picture(flipped);
  }
}
