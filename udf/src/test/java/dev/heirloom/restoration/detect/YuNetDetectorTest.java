package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import dev.heirloom.restoration.model.ModelCatalog;
import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.model.ModelFile;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * With a stand-in for YuNet that sees a face of 40 x 48 pixels around the top left corner of every
 * white cell of 8 x 8 pixels; scripts/model/yunet_stand_in.py makes it.
 */
class YuNetDetectorTest extends FaceDetectorContract {
  private static YuNetDetector detector;

  @BeforeAll
  static void open() throws IOException {
    detector = YuNetDetector.open(new ModelFile.Embedded("stand-in", "", standIn()));
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
    Picture scene = black(301, 243);
    paint(scene, 80, 64, 8, 250);
    paint(scene, 200, 160, 8, 245);
    return scene;
  }

  @Override
  List<Box> expected() {
    return List.of(new Box(60, 40, 40, 48), new Box(180, 136, 40, 48));
  }

  @Test
  void theScoreIsTheNetworksOwn() {
    try (Picture scene = scene()) {
      assertThat(detector.detect(scene, new DetectSettings(20, 0, 0.97, 0.25, Rotations.UPRIGHT)))
          .singleElement()
          .satisfies(face -> assertThat(Math.abs(face.score() - 250 / 255.0)).isLessThan(0.001));
    }
  }

  @Test
  void aLargePictureIsReducedAndPlacesAreThoseInTheWholeOne() {
    try (Picture large = black(2560, 1920)) {
      paint(large, 800, 480, 16, 255);
      assertThat(detector.detect(large, DetectSettings.DEFAULT))
          .singleElement()
          .satisfies(
              face -> {
                assertThat(face.box()).isEqualTo(new Box(760, 432, 80, 96));
                assertThat(face.landmarks().nose()).satisfies(Near.to(new Point(800.5, 480.5), 0));
              });
    }
  }

  @Test
  void aFaceFoundInBothSizesIsOneFace() {
    try (Picture large = black(2560, 1920)) {
      paint(large, 1280, 640, 64, 255);
      assertThat(detector.detect(large, DetectSettings.DEFAULT))
          .singleElement()
          .satisfies(face -> assertThat(face.box()).isEqualTo(new Box(1120, 448, 320, 384)));
    }
  }

  @Test
  void anotherNetworkIsRefused() {
    ModelFile other = ModelCatalog.onBoard().file("mtcnn-onet");
    assertThatThrownBy(() -> YuNetDetector.open(other))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "model mtcnn-onet is no YuNet detector: it has no outputs cls_8 to kps_32; use face_detection_yunet_2023mar.onnx or the detector on board");
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    byte[] whole = standIn();
    ModelFile half = new ModelFile.Embedded("half", "", Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> YuNetDetector.open(half))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("model half ");
  }

  @Test
  @SuppressWarnings("try")
  void aDetectorOutlivesThePointerScopeItWasOpenedIn() throws IOException {
    YuNetDetector opened;
    try (PointerScope scope = new PointerScope()) {
      opened = YuNetDetector.open(new ModelFile.Embedded("stand-in", "", standIn()));
    }
    try (opened;
        Picture scene = scene()) {
      assertThat(opened.detect(scene, DetectSettings.DEFAULT)).hasSameSizeAs(expected());
    }
  }

  @Test
  void aClosedDetectorSaysSo() throws IOException {
    YuNetDetector closed = YuNetDetector.open(new ModelFile.Embedded("stand-in", "", standIn()));
    closed.close();
    try (Picture scene = scene()) {
      assertThatThrownBy(() -> closed.detect(scene, DetectSettings.DEFAULT))
          .isInstanceOf(ModelException.class)
          .hasMessage("the detector was closed while photos were waiting");
    }
  }

  private static byte[] standIn() throws IOException {
    try (InputStream in = YuNetDetectorTest.class.getResourceAsStream("yunet-stand-in.onnx")) {
      return in.readAllBytes();
    }
  }

  private static Picture black(int width, int height) {
    return new Picture(new Mat(height, width, CV_8UC3, new Scalar(0)));
  }

  private static void paint(Picture picture, int x, int y, int side, int level) {
    try (Rect place = new Rect(x, y, side, side);
        Scalar colour = Scalar.all(level)) {
      rectangle(picture.mat(), place, colour, FILLED, 8, 0);
    }
  }
}
