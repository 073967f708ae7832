package dev.heirloom.restoration.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.heirloom.restoration.align.AlignedFace;
import dev.heirloom.restoration.align.FaceAligner;
import dev.heirloom.restoration.align.FaceTemplate;
import dev.heirloom.restoration.detect.Astronaut;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelCatalog;
import dev.heirloom.restoration.model.ModelFile;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.model.TinyModels;
import dev.heirloom.restoration.photo.Picture;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaceTriageTest {
  private static final SessionSettings CPU = SessionSettings.shared(Device.CPU);
  private static final ModelFile ON_BOARD = ModelCatalog.onBoard().file("gpen-512");

  private static boolean leaves(ModelFile restorer, int side, double sigma) {
    try (FaceTriage triage = FaceTriage.open(restorer, CPU);
        Picture face = face(side, sigma)) {
      return triage.leaves(face);
    }
  }

  /** A sharp face in black and white, or what a blur of {@code sigma} pixels leaves of it. */
  private static Picture face(int side, double sigma) {
    try (Picture astronaut = Astronaut.picture();
        AlignedFace aligned =
            FaceAligner.align(astronaut, Astronaut.face().landmarks(), FaceTemplate.FFHQ, side)) {
      Picture face = aligned.crop().copy();
      Mat mat = face.mat();
      try (Size kernel = new Size(0, 0)) {
        cvtColor(mat, mat, COLOR_BGR2GRAY);
        cvtColor(mat, mat, COLOR_GRAY2BGR);
        if (sigma > 0) {
          GaussianBlur(mat, mat, kernel, sigma);
        }
      }
      return face;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 512})
  void aSharpFaceIsLeftAsTheRestorerWouldLeaveIt(int side) {
    assertThat(leaves(ON_BOARD, side, 0)).isTrue();
    try (GpenSession gpen = GpenSession.open(ON_BOARD, CPU);
        Picture face = face(side, 0);
        Picture restored = gpen.restore(face)) {
      assertThat(restored.hasPixelsOf(face)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 512})
  void aBlurredFaceIsTheRestorersToJudge(int side) {
    assertThat(leaves(ON_BOARD, side, side / 128.0)).isFalse();
  }

  @Test
  void ofOtherRestorersItForeseesNothing() {
    assertThat(leaves(TinyModels.named("identity"), 256, 0)).isFalse();
  }
}
