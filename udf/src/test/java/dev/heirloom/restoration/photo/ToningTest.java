package dev.heirloom.restoration.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToningTest {

  @Test
  void aPictureWithColoursIsNotMonochrome() {
    try (Picture picture = RandomPictures.smooth(200, 150, 8, 3, 3)) {
      assertThat(Toning.of(picture).isMonochrome()).isFalse();
    }
  }

  @Test
  void grayIsMonochromeAndStaysExactlyGray() {
    try (Picture gray = gray(13);
        Picture other = gray(14);
        Mat difference = Toning.of(gray).difference(gray, other)) {
      assertThat(Toning.of(gray).isMonochrome()).isTrue();
      FloatIndexer levels = difference.createIndexer();
      for (int y = 0; y < 150; y++) {
        for (int x = 0; x < 200; x++) {
          assertThat(levels.get(y, x, 0)).isEqualTo(levels.get(y, x, 2));
          assertThat(levels.get(y, x, 0)).isEqualTo((float) Math.rint(levels.get(y, x, 0)));
        }
      }
    }
  }

  @Test
  void sepiaIsMonochromeAndDifferencesFollowItsLaw() {
    try (Picture before = sepia(13);
        Picture after = gray(14);
        Picture expected = sepia(14)) {
      Toning toning = Toning.of(before);
      assertThat(toning.isMonochrome()).isTrue();
      try (Mat difference = toning.difference(before, after);
          Mat sum = new Mat();
          Mat wanted = new Mat();
          Mat nothing = new Mat()) {
        before.mat().convertTo(sum, difference.type());
        expected.mat().convertTo(wanted, difference.type());
        org.bytedeco.opencv.global.opencv_core.add(sum, difference, sum);
        assertThat(norm(sum, wanted, NORM_INF, nothing)).isLessThan(4);
      }
    }
  }

  @Test
  void theModelSeesGrayOfAMonochromePictureAndColourOfAnother() {
    try (Picture sepia = sepia(2);
        Picture untoned = Toning.of(sepia).untoned(sepia);
        Picture colour = RandomPictures.smooth(64, 64, 8, 3, 3);
        Picture same = Toning.of(colour).untoned(colour)) {
      UByteIndexer pixels = untoned.mat().createIndexer();
      assertThat(pixels.get(10, 10, 0)).isEqualTo(pixels.get(10, 10, 2));
      assertThat(RandomPictures.difference(colour, same)).isZero();
    }
  }

  @Test
  void nothingIsAddedWhereNothingChanged() {
    try (Picture sepia = sepia(5);
        Mat difference = Toning.of(sepia).difference(sepia, sepia)) {
      assertThat(norm(difference)).isZero();
    }
  }

  @Test
  void aFadedSepiaPictureGivesLevelsThatItLacksASaneTone() {
    try (Picture faded = sepia(5);
        Picture black = flat(0, 0, 0);
        Picture gray = flat(128, 128, 128);
        Picture white = flat(255, 255, 255)) {
      faded.mat().convertTo(faded.mat(), -1, 0.1, 100);
      Toning toning = Toning.of(faded);
      assertThat(toning.isMonochrome()).isTrue();
      assertThat(tones(toning, black, gray)).allSatisfy(d -> assertThat(d).isBetween(80f, 160f));
      assertThat(tones(toning, gray, white)).allSatisfy(d -> assertThat(d).isBetween(80f, 160f));
    }
  }

  @Test
  void aPictureOfOneColourHasThatTone() {
    try (Picture flat = flat(60, 90, 120);
        Picture lighter = flat(128, 128, 128)) {
      Toning toning = Toning.of(flat);
      assertThat(toning.isMonochrome()).isTrue();
      assertThat(tones(toning, flat, lighter)).allSatisfy(d -> assertThat(d).isBetween(15f, 45f));
    }
  }

  @Test
  void aPictureOfBlackAndWhiteIsGrayInBetween() {
    try (Picture picture = flat(0, 0, 0);
        Rect half = new Rect(0, 0, 20, 20);
        Mat left = new Mat(picture.mat(), half);
        Scalar white = Scalar.all(255);
        Picture black = flat(0, 0, 0);
        Picture gray = flat(100, 100, 100)) {
      left.put(white);
      assertThat(tones(Toning.of(picture), black, gray)).containsExactly(100f, 100f, 100f);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "5, 3000", "20000, 30"})
  void aPictureOfAnySizeHasALaw(int width, int height) {
    try (Picture single = RandomPictures.noise(width, height, 8, 1, 3);
        Picture gray = single.toBgr8()) {
      assertThat(Toning.of(gray).isMonochrome()).isTrue();
    }
  }

  /** What is added to the first pixel for {@code before} to become {@code after}. */
  private static List<Float> tones(Toning toning, Picture before, Picture after) {
    try (Mat difference = toning.difference(before, after)) {
      float[] first = new float[3];
      difference.<FloatIndexer>createIndexer().get(0, 0, first);
      return List.of(first[0], first[1], first[2]);
    }
  }

  private static Picture flat(int blue, int green, int red) {
    try (Scalar colour = new Scalar(blue, green, red, 0)) {
      return new Picture(new Mat(40, 40, CV_8UC3, colour));
    }
  }

  private static Picture gray(long seed) {
    try (Picture single = RandomPictures.smooth(200, 150, 8, 1, seed)) {
      Mat bgr = new Mat();
      cvtColor(single.mat(), bgr, COLOR_GRAY2BGR);
      return new Picture(bgr);
    }
  }

  /** Each gray level x as (0.6x, 0.85x, x): gray level 0.865x. */
  private static Picture sepia(long seed) {
    Picture picture = gray(seed);
    UByteIndexer pixels = picture.mat().createIndexer();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        int level = pixels.get(y, x, 0);
        double red = Math.min(255, level / 0.8671);
        pixels.put(y, x, 0, (int) Math.rint(0.6 * red));
        pixels.put(y, x, 1, (int) Math.rint(0.85 * red));
        pixels.put(y, x, 2, (int) Math.rint(red));
      }
    }
    return picture;
  }
}
