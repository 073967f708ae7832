package dev.heirloom.restoration.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.BORDER_DEFAULT;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heirloom.restoration.align.AlignedFace;
import dev.heirloom.restoration.align.FaceAligner;
import dev.heirloom.restoration.align.FaceTemplate;
import dev.heirloom.restoration.detect.Astronaut;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaceRecogniserTest {
  private static FaceRecogniser recogniser;

  @BeforeAll
  static void open() {
    recogniser = FaceRecogniser.open(SessionSettings.shared(Device.CPU));
  }

  @AfterAll
  static void close() {
    recogniser.close();
  }

  /**
   * The reference cuts its square straight from the picture and by the eyes alone, which differs
   * from the square in the aligned crop as much as one fit from another.
   */
  @ParameterizedTest
  @EnumSource(FaceTemplate.class)
  void agreesWithThePythonOriginalWhateverTheTemplate(FaceTemplate template) {
    JsonNode values = Astronaut.reference().at("/recogniser/embedding");
    float[] expected = new float[values.size()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) values.get(i).asDouble();
    }
    try (AlignedFace face = astronaut(template, 512)) {
      float[] embedding = recogniser.embed(List.of(face.crop()), template).get(0);
      assertThat(embedding).hasSize(128);
      assertThat(Likeness.distance(embedding, expected)).isLessThan(0.25);
    }
  }

  @Test
  void theSideOfTheCropHardlyMatters() {
    try (AlignedFace large = astronaut(FaceTemplate.FFHQ, 512);
        AlignedFace small = astronaut(FaceTemplate.FFHQ, 256)) {
      assertThat(distance(large.crop(), small.crop())).isLessThan(0.1);
    }
  }

  @Test
  void aBlurredFacePassesAndOneUpsideDownIsFarther() {
    try (AlignedFace face = astronaut(FaceTemplate.FFHQ, 256);
        Picture blurred = face.crop().copy();
        Picture upsideDown = face.crop().copy();
        Size window = new Size()) {
      GaussianBlur(face.crop().mat(), blurred.mat(), window, 3, 3, BORDER_DEFAULT, 0);
      flip(face.crop().mat(), upsideDown.mat(), 0);
      assertThat(distance(face.crop(), blurred))
          .isLessThan(0.6)
          .isLessThan(distance(face.crop(), upsideDown));
    }
  }

  @Test
  void manyFacesInOneCallAreAsFacesAlone() {
    try (AlignedFace face = astronaut(FaceTemplate.FFHQ, 256);
        Picture mirrored = new Picture(mirrored(face.crop()))) {
      List<Picture> crops =
          IntStream.range(0, 35).mapToObj(i -> i % 3 == 0 ? mirrored : face.crop()).toList();
      List<float[]> together = recogniser.embed(crops, FaceTemplate.FFHQ);
      List<float[]> alone = recogniser.embed(List.of(face.crop()), FaceTemplate.FFHQ);
      assertThat(together).hasSize(35);
      assertThat(together.get(34)).isEqualTo(alone.get(0));
      assertThat(together.get(0)).isEqualTo(together.get(33)).isNotEqualTo(alone.get(0));
      assertThat(recogniser.embed(List.of(), FaceTemplate.FFHQ)).isEmpty();
    }
  }

  private static double distance(Picture one, Picture other) {
    List<float[]> embeddings = recogniser.embed(List.of(one, other), FaceTemplate.FFHQ);
    return Likeness.distance(embeddings.get(0), embeddings.get(1));
  }

  private static Mat mirrored(Picture picture) {
    Mat mirrored = new Mat();
    flip(picture.mat(), mirrored, 1);
    return mirrored;
  }

  private static AlignedFace astronaut(FaceTemplate template, int side) {
    FaceLandmarks landmarks =
        FaceLandmarks.of(Astronaut.points(Astronaut.reference().at("/restorer/points")));
    try (Picture picture = Astronaut.picture()) {
      return FaceAligner.align(picture, landmarks, template, side);
    }
  }
}
