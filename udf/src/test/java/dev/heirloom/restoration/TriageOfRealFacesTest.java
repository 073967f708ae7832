package dev.heirloom.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.NORM_L1;
import static org.bytedeco.opencv.global.opencv_core.norm;

import dev.heirloom.restoration.align.AlignedFace;
import dev.heirloom.restoration.align.FaceAligner;
import dev.heirloom.restoration.align.FaceTemplate;
import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.detect.DetectSettings;
import dev.heirloom.restoration.detect.DetectedFace;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.ArchiveSample;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Toning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

/** What the triage spares the restorer, and what it costs, on photographs it never saw. */
class TriageOfRealFacesTest {
  private static final FaceTemplate TEMPLATE = FaceTemplate.FFHQ;

  /**
   * @param left by the triage
   * @param change that the restorer makes, in levels, mean over all samples
   */
  private record Verdict(boolean left, double change) {
    boolean isToBeLeft() {
      return change == 0;
    }
  }

  @Test
  void mostFacesThatStayAreLeftAndNextToNothingIsLost() throws IOException {
    Collection<byte[]> photos = ArchiveSample.photos().values();
    ModelSettings settings = ModelSettings.DEFAULT.withSession(SessionSettings.shared(Device.CPU));
    List<Verdict> verdicts = new ArrayList<>();
    try (OpenModels models = OpenModels.open(settings, ModelFetcher.LOCAL)) {
      photos.forEach(photo -> verdicts.addAll(verdicts(models, photo)));
    }
    List<Verdict> left = verdicts.stream().filter(Verdict::left).toList();
    long found = left.stream().filter(Verdict::isToBeLeft).count();
    long toBeLeft = verdicts.stream().filter(Verdict::isToBeLeft).count();
    assertThat(found).isGreaterThan(toBeLeft / 2);
    assertThat(change(left)).isLessThan(0.02 * change(verdicts));
  }

  private static double change(List<Verdict> verdicts) {
    return verdicts.stream().mapToDouble(Verdict::change).sum();
  }

  private static List<Verdict> verdicts(OpenModels models, byte[] photo) {
    List<Verdict> verdicts = new ArrayList<>();
    try (DecodedPhoto decoded = new PhotoDecoder().decode(photo, DecodeSettings.DEFAULT);
        Picture picture = decoded.picture().toBgr8()) {
      Toning toning = Toning.of(picture);
      for (DetectedFace face : models.faces(picture, DetectSettings.DEFAULT)) {
        if (DetectSettings.DEFAULT.isFace(face)) {
          verdicts.add(verdict(models, picture, toning, face.landmarks()));
        }
      }
    }
    return verdicts;
  }

  private static Verdict verdict(
      OpenModels models, Picture picture, Toning toning, FaceLandmarks landmarks) {
    int side = models.gpen().sideFor(FaceAligner.extent(landmarks, TEMPLATE));
    try (AlignedFace aligned = FaceAligner.align(picture, landmarks, TEMPLATE, side);
        Picture input = toning.untoned(aligned.crop());
        Picture restored = models.gpen().restore(input);
        Mat everywhere = new Mat()) {
      double change = norm(input.mat(), restored.mat(), NORM_L1, everywhere) / (3.0 * side * side);
      return new Verdict(models.triage().leaves(input), change);
    }
  }
}
