package dev.heirloom.restoration.decode;

import static dev.heirloom.restoration.photo.RandomPictures.difference;
import static dev.heirloom.restoration.photo.RandomPictures.noise;
import static dev.heirloom.restoration.photo.RandomPictures.smooth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PhotoDecoderTest {
  private final PhotoDecoder decoder = new PhotoDecoder();

  @ParameterizedTest
  @CsvSource({
    "PNG, 8, 1",
    "PNG, 8, 3",
    "PNG, 8, 4",
    "PNG, 16, 1",
    "PNG, 16, 3",
    "PNG, 16, 4",
    "TIFF, 8, 1",
    "TIFF, 8, 3",
    "TIFF, 8, 4",
    "TIFF, 16, 1",
    "TIFF, 16, 3",
    "TIFF, 16, 4",
    "WEBP, 8, 3",
    "BMP, 8, 1",
    "BMP, 8, 3",
    "JP2, 8, 1",
    "JP2, 8, 3",
    "JP2, 8, 4",
    "JP2, 16, 1",
    "JP2, 16, 3",
    "JP2, 16, 4"
  })
  void depthAndChannelsStayAsTheyAre(PhotoFormat format, int bitDepth, int channels) {
    try (Picture picture = noise(37, 23, bitDepth, channels, 5);
        DecodedPhoto photo = decode(TestFiles.encoded(format, picture))) {
      assertThat(difference(photo.picture(), picture)).isZero();
      SourceImage source = photo.source();
      assertThat(source.format()).isEqualTo(format);
      assertThat(source.width()).isEqualTo(37);
      assertThat(source.height()).isEqualTo(23);
      assertThat(source.bitDepth()).isEqualTo(bitDepth);
      assertThat(source.channels()).isEqualTo(channels);
      assertThat(source.orientation()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "3"})
  void aJpegHasTheChannelsOfItsFile(int channels) {
    try (Picture picture = smooth(64, 48, 8, channels, 5);
        DecodedPhoto photo = decode(TestFiles.encoded(PhotoFormat.JPEG, picture))) {
      assertThat(photo.source().channels()).isEqualTo(channels);
      assertThat(difference(photo.picture(), picture)).isLessThan(8);
    }
  }

  @ParameterizedTest
  @EnumSource(PhotoFormat.class)
  void aHeaderAboveTheLimitIsRefused(PhotoFormat format) {
    try (Picture picture = smooth(200, 150, 8, 3, 1)) {
      byte[] file = TestFiles.encoded(format, picture);
      decode(file, 0.03).close();
      assertRefused(file, 0.0299, FailureCode.TOO_LARGE)
          .hasMessage(
              "200 x 150 are 0.03 megapixels, and at most 0.0299 are decoded;"
                  + " raise the limit if this photo is genuine");
    }
  }

  @ParameterizedTest
  @EnumSource(PhotoFormat.class)
  void aFileThatIsCutOffAnywhereIsRefused(PhotoFormat format) {
    try (Picture picture = noise(40, 30, 8, 3, 1)) {
      byte[] file = TestFiles.encoded(format, picture);
      for (int length = 12; length < file.length; length += 1 + file.length / 97) {
        assertRefused(TestFiles.slice(file, 0, length), 100, FailureCode.TRUNCATED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PhotoFormat.class)
  void damageNeverEscapesAsAnotherException(PhotoFormat format) {
    try (Picture picture = noise(20, 15, 8, 3, 1)) {
      byte[] file = TestFiles.encoded(format, picture);
      Random random = new Random(11);
      for (int i = 0; i < 400; i++) {
        byte[] damaged = file.clone();
        for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
          damaged[random.nextInt(Math.min(file.length, 300))] = (byte) random.nextInt(256);
        }
        decodeOrRefuse(damaged);
      }
    }
  }

  private void decodeOrRefuse(byte[] file) {
    try (DecodedPhoto photo = decode(file, 1)) {
      assertThat(photo.picture().width()).isEqualTo(photo.source().width());
    } catch (PhotoException e) {
      assertThat(e.code())
          .isIn(
              Set.of(
                  FailureCode.NOT_AN_IMAGE,
                  FailureCode.UNSUPPORTED_FORMAT,
                  FailureCode.TOO_LARGE,
                  FailureCode.TRUNCATED,
                  FailureCode.CORRUPT));
    }
  }

  @Test
  void anEmptyFileIsSaidToBeEmpty() {
    assertRefused(new byte[0], 100, FailureCode.EMPTY_FILE).hasMessage("the file has no bytes");
  }

  private AbstractThrowableAssert<?, ?> assertRefused(
      byte[] file, double maxMegapixels, FailureCode code) {
    return assertThatThrownBy(() -> decode(file, maxMegapixels).close())
        .isInstanceOfSatisfying(
            PhotoException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  private DecodedPhoto decode(byte[] file) {
    return decode(file, 100);
  }

  private DecodedPhoto decode(byte[] file, double maxMegapixels) {
    return decoder.decode(file, new DecodeSettings(maxMegapixels));
  }
}
