package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.heirloom.restoration.model.OnnxModel.Tensor;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.Picture;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WindowTest {
  private PointerScope scope;

  @BeforeEach
  void open() {
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void aBoxBecomesTheSquareAroundItsCentreOnWholePixels() {
    try (Picture picture = picture(60, 60, 0, 0, 0)) {
      assertThat(Window.around(new Box(10.2, 20.4, 10.1, 20.3), picture, 24).box())
          .isEqualTo(new Box(5, 20, 20, 20));
      assertThat(Window.around(new Box(3, 4, 0.1, 0.1), picture, 24).box().width()).isEqualTo(1);
    }
  }

  @Test
  void aLargeSquareIsCutFromTheCopyThatShowsItWithTwiceThePixels() {
    try (Picture picture = picture(801, 603, 0, 0, 0)) {
      Box box = new Box(51.3, 40.2, 500, 500);
      Window window = Window.around(box, picture, 24);
      assertThat(window.pixels().cols()).isEqualTo(100);
      assertThat(window.place()).isEqualTo(new Box(6, 5, 62, 62));
      assertThat(window.box().x()).isCloseTo(51.3, within(4.0));
      assertThat(window.box().width()).isCloseTo(500, within(4.0));
      assertThat(window.box().bottom()).isCloseTo(540.2, within(8.0));
    }
  }

  @Test
  void channelsAreRedGreenBlueInPlanesAndWindowsFollowEachOther() {
    try (Picture picture = picture(20, 20, 10, 20, 30)) {
      paint(picture.mat(), 5, 40, 50, 60);
      Tensor tensor = batch(picture, 2, new Box(10, 10, 4, 4), new Box(5, 5, 1, 1));
      assertThat(tensor.shape()).containsExactly(2, 3, 2, 2);
      assertThat(Floats.of(tensor))
          .containsExactly(
              30, 30, 30, 30, 20, 20, 20, 20, 10, 10, 10, 10, //
              60, 60, 60, 60, 50, 50, 50, 50, 40, 40, 40, 40);
    }
  }

  @Test
  void beyondThePictureIsBlack() {
    try (Picture picture = picture(10, 10, 80, 80, 80)) {
      Box[] boxes = {new Box(-2, -2, 4, 4), new Box(8, 8, 4, 4), new Box(50, -90, 4, 4)};
      float[] values = Floats.of(batch(picture, 2, boxes));
      assertThat(values).startsWith(0, 0, 0, 80);
      assertThat(values[12]).isEqualTo(80);
      assertThat(values[15]).isZero();
      assertThat(values[24]).isZero();
      assertThat(values[35]).isZero();
    }
  }

  @Test
  void aLargeWindowIsAveraged() {
    try (Picture picture = picture(8, 8, 0, 0, 0)) {
      for (int i = 0; i < 8; i++) {
        paint(picture.mat(), i, 64, 64, 64);
      }
      assertThat(Floats.of(batch(picture, 1, new Box(0, 0, 8, 8)))).containsExactly(8, 8, 8);
    }
  }

  @Test
  void largeWindowsBeyondTheBorderAreNotHeldInMemoryTogether() {
    try (Picture picture = picture(2000, 2000, 80, 80, 80)) {
      List<Window> windows =
          Collections.nCopies(
              40,
              new Window(
                  picture.mat(), new Box(-10, -10, 2000, 2000), new Box(-10, -10, 2000, 2000)));
      long before = Pointer.physicalBytes();
      Window.batch(windows, 24);
      assertThat(Pointer.physicalBytes() - before).isLessThan(100L << 20);
    }
  }

  private static Picture picture(int width, int height, int blue, int green, int red) {
    return new Picture(
        new Mat(height, width, CV_8UC3, new Scalar(blue, green, red, 0)).retainReference());
  }

  private static Tensor batch(Picture picture, int side, Box... boxes) {
    return Window.batch(
        Stream.of(boxes).map(box -> Window.around(box, picture, side)).toList(), side);
  }

  private static void paint(Mat picture, int place, int... bgr) {
    try (UByteIndexer pixels = picture.createIndexer()) {
      pixels.put(place, place, bgr);
    }
  }
}
