package dev.heirloom.restoration.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.RandomPictures;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhotoQualityTest {

  @Test
  void aPictureHasAMeasureBetweenBestAndWorst() {
    assertThat(brisque(32, 32)).isBetween(0.0, 100.0);
    assertThat(brisque(1024, 64)).isBetween(0.0, 100.0);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "31, 400", "20000, 40", "5, 3000", "2000, 64"})
  void aPictureThatIsTooSmallOrTooThinIsNotMeasured(int width, int height) {
    assertThat(brisque(width, height)).isNaN();
  }

  @Test
  void oneServesManyThreads() {
    double alone = brisque(300, 200);
    try (PhotoQuality quality = new PhotoQuality();
        Picture picture = RandomPictures.noise(300, 200, 8, 3, 7)) {
      List<Double> together =
          IntStream.range(0, 20)
              .parallel()
              .mapToObj(i -> quality.measure(picture).brisque())
              .toList();
      assertThat(together).containsOnly(alone);
    }
  }

  private static double brisque(int width, int height) {
    try (PhotoQuality quality = new PhotoQuality();
        Picture picture = RandomPictures.noise(width, height, 8, 3, 7)) {
      return quality.measure(picture).brisque();
    }
  }
}
