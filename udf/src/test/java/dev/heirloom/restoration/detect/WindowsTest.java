package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.heirloom.restoration.model.OnnxModel.Tensor;
import dev.heirloom.restoration.photo.Box;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WindowsTest {
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
    assertThat(Windows.onGrid(new Box(10.2, 20.4, 10.1, 20.3))).isEqualTo(new Box(5, 20, 20, 20));
    assertThat(Windows.onGrid(new Box(3, 4, 0.1, 0.1)).width()).isEqualTo(1);
  }

  @Test
  void channelsAreRedGreenBlueInPlanesAndWindowsFollowEachOther() {
    Mat picture = new Mat(20, 20, CV_8UC3, new Scalar(10, 20, 30, 0));
    paint(picture, 5, 40, 50, 60);
    List<Box> windows = List.of(new Box(10, 10, 4, 4), new Box(5, 5, 1, 1));
    Tensor tensor = Windows.batch(picture, windows, 2);
    assertThat(tensor.shape()).containsExactly(2, 3, 2, 2);
    assertThat(Floats.of(tensor))
        .containsExactly(
            30, 30, 30, 30, 20, 20, 20, 20, 10, 10, 10, 10, //
            60, 60, 60, 60, 50, 50, 50, 50, 40, 40, 40, 40);
  }

  @Test
  void beyondThePictureIsBlack() {
    Mat picture = new Mat(10, 10, CV_8UC3, new Scalar(80, 80, 80, 0));
    List<Box> windows = List.of(new Box(-2, -2, 4, 4), new Box(8, 8, 4, 4), new Box(50, -90, 4, 4));
    float[] values = Floats.of(Windows.batch(picture, windows, 2));
    assertThat(values).startsWith(0, 0, 0, 80);
    assertThat(values[12]).isEqualTo(80);
    assertThat(values[15]).isZero();
    assertThat(values[24]).isZero();
    assertThat(values[35]).isZero();
  }

  @Test
  void aLargeWindowIsAveraged() {
    Mat picture = new Mat(8, 8, CV_8UC3, new Scalar());
    for (int i = 0; i < 8; i++) {
      paint(picture, i, 64, 64, 64);
    }
    float[] values = Floats.of(Windows.batch(picture, List.of(new Box(0, 0, 8, 8)), 1));
    assertThat(values).containsExactly(8, 8, 8);
  }

  @Test
  void largeWindowsBeyondTheBorderAreNotHeldInMemoryTogether() {
    Mat picture = new Mat(2000, 2000, CV_8UC3, new Scalar(80, 80, 80, 0));
    List<Box> windows = Collections.nCopies(40, new Box(-10, -10, 2000, 2000));
    long before = Pointer.physicalBytes();
    Windows.batch(picture, windows, 24);
    assertThat(Pointer.physicalBytes() - before).isLessThan(100L << 20);
  }

  private static void paint(Mat picture, int place, int... bgr) {
    try (UByteIndexer pixels = picture.createIndexer()) {
      pixels.put(place, place, bgr);
    }
  }
}
