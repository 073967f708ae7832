package dev.heirloom.restoration.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void oneLevelInOneSampleIsAnotherPicture(int bitDepth) {
    try (Picture picture = RandomPictures.noise(7, 5, bitDepth, 3, 1);
        Picture copy = picture.copy()) {
      assertThat(picture.hasPixelsOf(copy)).isTrue();
      int last = bitDepth / 8 * (7 * 5 * 3 - 1);
      copy.mat().data().put(last, (byte) (copy.mat().data().get(last) ^ 1));
      assertThat(picture.hasPixelsOf(copy)).isFalse();
    }
  }

  @Test
  void anEmptyOrRealMatrixIsNoPicture() {
    try (Mat empty = new Mat();
        Mat real = new Mat(2, 2, CV_32F)) {
      assertThatThrownBy(() -> new Picture(empty)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new Picture(real)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
