package dev.heirloom.restoration.decode;

import static dev.heirloom.restoration.photo.RandomPictures.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.photo.Picture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of which a restored version would lose something that is no metadata. */
class ObstacleTest {
  private static final int PAGE = 0;
  private static final int REDUCED_COPY = 1;

  @Test
  void aTiffWithTwoPagesSaysSo() {
    assertThat(obstacle(twoDirectories(PAGE)))
        .isEqualTo(
            "the TIFF file holds 2 pages, and only single pictures are restored;"
                + " split it into one file for each");
  }

  @Test
  void aReducedCopyBesideThePictureIsNoPage() {
    byte[] file = twoDirectories(REDUCED_COPY);
    assertThat(obstacle(file)).isEmpty();
    try (DecodedPhoto photo = decode(file)) {
      assertThat(photo.carried().lost())
          .containsExactly("reduced copies and masks beside the picture");
    }
  }

  @Test
  void directoriesInACircleAreCountedOnce() {
    byte[] file = twoDirectories(PAGE);
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(next(bytes, next(bytes, bytes.getInt(4), false), true), bytes.getInt(4));
    assertThat(obstacle(file)).contains("pages");
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, true", "40, true"})
  void anAnimatedPngSaysHowManyFramesItHas(int frames, boolean refused) {
    try (Picture picture = noise(8, 8, 8, 3, 1)) {
      byte[] content = ByteBuffer.allocate(8).putInt(frames).putInt(0).array();
      byte[] file =
          TestFiles.withChunk(TestFiles.encoded(PhotoFormat.PNG, picture), "acTL", content);
      assertThat(obstacle(file).contains(frames + " frames")).isEqualTo(refused);
    }
  }

  @Test
  void aPlainFileHasNone() {
    for (PhotoFormat format : PhotoFormat.values()) {
      try (Picture picture = noise(8, 8, 8, 3, 1)) {
        assertThat(obstacle(TestFiles.encoded(format, picture))).as(format.name()).isEmpty();
      }
    }
  }

  /** The second directory is a copy of the first, so that it shares its strip. */
  private static byte[] twoDirectories(int kindOfSecond) {
    byte[] one =
        TiffBuilder.page(ByteOrder.LITTLE_ENDIAN, 4, 2, 8)
            .longs(254, 0)
            .strip(new byte[] {1, 2, 3, 4, 5, 6, 7, 8})
            .build();
    int first = ByteBuffer.wrap(one).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    byte[] two = Arrays.copyOf(one, one.length * 2 - first);
    System.arraycopy(one, first, two, one.length, one.length - first);
    ByteBuffer bytes = ByteBuffer.wrap(two).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(next(bytes, first, true), one.length);
    // The tags ascend: the kind comes first.
    bytes.putInt(one.length + 2 + 8, kindOfSecond);
    return two;
  }

  private static int next(ByteBuffer tiff, int directory, boolean place) {
    int at = directory + 2 + 12 * tiff.getShort(directory);
    return place ? at : tiff.getInt(at);
  }

  private static String obstacle(byte[] file) {
    try (DecodedPhoto photo = decode(file)) {
      return photo.obstacle();
    }
  }

  private static DecodedPhoto decode(byte[] file) {
    return new PhotoDecoder().decode(file, DecodeSettings.DEFAULT);
  }
}
