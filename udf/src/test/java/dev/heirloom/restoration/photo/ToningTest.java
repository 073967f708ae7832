package dev.heirloom.restoration.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

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
