package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.hconcat;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.Picture;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MtcnnDetectorTest extends FaceDetectorContract {
  private static final SessionSettings CPU = SessionSettings.shared(Device.CPU);
  private static MtcnnDetector detector;

  @BeforeAll
  static void open() {
    detector = MtcnnDetector.open(CPU);
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  @Override
  FaceDetector detector() {
    return detector;
  }

  @Override
  Picture scene() {
    return Astronaut.picture();
  }

  @Override
  List<Box> expected() {
    return List.of(Astronaut.face().box());
  }

  /**
   * Tolerances of the reference: pyramids and windows are rounded differently. The original counts
   * from the edge of the first pixel, points here from its centre.
   */
  @Test
  void agreesWithThePythonOriginal() {
    DetectedFace reference = Astronaut.face();
    double width = reference.box().width();
    try (Picture picture = scene()) {
      DetectedFace face = detector.detect(picture, DetectSettings.DEFAULT).get(0);
      assertThat(face.score()).isCloseTo(reference.score(), within(0.01));
      assertThat(face.box().x()).isCloseTo(reference.box().x(), within(0.04 * width));
      assertThat(face.box().y()).isCloseTo(reference.box().y(), within(0.04 * width));
      assertThat(face.box().right()).isCloseTo(reference.box().right(), within(0.04 * width));
      assertThat(face.box().bottom()).isCloseTo(reference.box().bottom(), within(0.04 * width));
      for (int i = 0; i < 5; i++) {
        assertThat(face.landmarks().points().get(i))
            .satisfies(
                Near.to(reference.landmarks().points().get(i).plus(-0.5, -0.5), 0.025 * width));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {70, 149, MtcnnDetector.TILE_SIDE, 245})
  void tilesFindWhatTheWholePlaneFinds(int tileSide) {
    try (MtcnnDetector untiled = MtcnnDetector.open(CPU, 10_000, CoarseToFine.GATES);
        MtcnnDetector tiled = MtcnnDetector.open(CPU, tileSide, CoarseToFine.GATES);
        Picture crowd = crowd()) {
      List<DetectedFace> whole = untiled.detect(crowd, DetectSettings.DEFAULT);
      List<DetectedFace> inTiles = tiled.detect(crowd, DetectSettings.DEFAULT);
      assertThat(whole).hasSizeGreaterThanOrEqualTo(6);
      assertThat(inTiles).hasSameSizeAs(whole);
      for (int i = 0; i < whole.size(); i++) {
        assertThat(inTiles.get(i).score()).isCloseTo(whole.get(i).score(), within(1e-4));
        assertThat(inTiles.get(i).box().intersectionOverUnion(whole.get(i).box()))
            .isGreaterThan(0.999);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 0.5, 0.8, 1.7, 4})
  void findsTheFaceAtEverySizeOnceAndInTheSamePlace(double scale) {
    try (Picture scene = scene();
        Picture scaled = scaled(scene, scale)) {
      List<DetectedFace> faces = detector.detect(scaled, DetectSettings.DEFAULT);
      assertThat(faces).hasSize(1);
      assertThat(faces.get(0).box().intersectionOverUnion(expected().get(0).times(scale)))
          .isGreaterThan(0.75);
    }
  }

  @Test
  void aFaceCutByTheBorderIsFoundAndMayReachBeyondIt() {
    Box face = expected().get(0);
    int left = (int) (face.x() + 0.15 * face.width());
    try (Picture scene = scene();
        Rect rest = new Rect(left, 0, scene.width() - left, scene.height());
        Picture cut = new Picture(new Mat(scene.mat(), rest).clone())) {
      assertThat(detector.detect(cut, DetectSettings.DEFAULT))
          .singleElement()
          .satisfies(
              found ->
                  assertThat(found.box().intersectionOverUnion(face.plus(-left, 0)))
                      .isGreaterThan(0.6));
    }
  }

  /** Six portraits in two sizes side by side. */
  private static Picture crowd() {
    try (Picture one = Astronaut.picture();
        Picture half = scaled(one, 0.5);
        Mat column = new Mat(512, 256, CV_8UC3, new Scalar(40, 40, 40, 0));
        Mat place = column.rowRange(0, 256);
        Mat two = new Mat();
        Mat four = new Mat();
        Mat six = new Mat()) {
      half.mat().copyTo(place);
      hconcat(one.mat(), column, two);
      hconcat(two, two, four);
      hconcat(four, two, six);
      return new Picture(six.clone());
    }
  }

  static Picture scaled(Picture picture, double scale) {
    Mat scaled = new Mat();
    try (Size size = new Size()) {
      resize(picture.mat(), scaled, size, scale, scale, INTER_AREA);
    }
    return new Picture(scaled);
  }
}
