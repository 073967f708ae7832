package dev.heirloom.restoration.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.RandomPictures;
import java.util.List;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.javacpp.indexer.UShortIndexer;
import org.junit.jupiter.api.Test;

class PictureDifferenceTest {
  private static final List<Box> AREA = List.of(new Box(-5, 10, 25.5, 10));

  @Test
  void equalPicturesDifferNowhere() {
    try (Picture one = RandomPictures.noise(60, 40, 16, 4, 1);
        Picture other = one.copy()) {
      PictureDifference.Result result = PictureDifference.of(one, other, AREA);

      assertThat(result.inside()).containsExactly(PictureDifference.Part.NONE);
      assertThat(result.outside()).isEqualTo(PictureDifference.Part.NONE);
      assertThat(result.psnrOutside()).isNaN();
    }
  }

  @Test
  void onePixelOutsideIsFoundWhereItIs() {
    try (Picture one = RandomPictures.noise(60, 40, 8, 3, 1);
        Picture other = one.copy()) {
      UByteIndexer pixels = other.mat().createIndexer();
      pixels.put(33, 47, 2, pixels.get(33, 47, 2) ^ 1);
      PictureDifference.Result result = PictureDifference.of(one, other, AREA);

      assertThat(result.inside().get(0).pixels()).isZero();
      assertThat(result.outside().pixels()).isEqualTo(1);
      assertThat(result.outside().levels()).isEqualTo(1);
      assertThat(result.outside().places()).containsExactly(new Box(47, 33, 1, 1));
      assertThat(result.psnrOutside())
          .isCloseTo(10 * Math.log10(255.0 * 255 * (60 * 40 - 210) * 3), within(1e-9));
    }
  }

  @Test
  void placesAreToldApartAndTheLargestIsTheFirst() {
    try (Picture one = RandomPictures.noise(60, 40, 16, 1, 1);
        Picture other = one.copy()) {
      UShortIndexer pixels = other.mat().createIndexer();
      pixels.put(12, 20, pixels.get(12, 20) ^ 256);
      pixels.put(15, 5, pixels.get(15, 5) ^ 4);
      pixels.put(16, 6, pixels.get(16, 6) ^ 4);
      pixels.put(12, 21, pixels.get(12, 21) ^ 4);
      PictureDifference.Result result = PictureDifference.of(one, other, AREA);

      assertThat(result.inside().get(0).pixels()).isEqualTo(3);
      assertThat(result.inside().get(0).levels()).isEqualTo(256);
      assertThat(result.inside().get(0).places())
          .containsExactly(new Box(5, 15, 2, 2), new Box(20, 12, 1, 1));
      assertThat(result.outside().places()).containsExactly(new Box(21, 12, 1, 1));
    }
  }

  @Test
  void anAreaBesideThePictureHoldsNothing() {
    try (Picture one = RandomPictures.noise(20, 20, 8, 1, 1);
        Picture other = RandomPictures.noise(20, 20, 8, 1, 2)) {
      PictureDifference.Result result =
          PictureDifference.of(one, other, List.of(new Box(30, 5, 5, 5)));
      assertThat(result.inside()).containsExactly(PictureDifference.Part.NONE);
      assertThat(result.outside().places()).hasSizeLessThanOrEqualTo(20);
      assertThat(result.outside().pixels()).isGreaterThan(300);
    }
  }

  @Test
  void picturesOfTwoSizesAreRefused() {
    try (Picture one = RandomPictures.noise(20, 20, 8, 1, 1);
        Picture other = RandomPictures.noise(20, 21, 8, 1, 1)) {
      assertThatThrownBy(() -> PictureDifference.of(one, other, List.of()))
          .hasMessageContaining("one size and kind");
    }
  }
}
