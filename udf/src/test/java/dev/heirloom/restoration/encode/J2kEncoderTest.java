package dev.heirloom.restoration.encode;

import static dev.heirloom.restoration.photo.RandomPictures.difference;
import static dev.heirloom.restoration.photo.RandomPictures.noise;
import static dev.heirloom.restoration.photo.RandomPictures.smooth;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.photo.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class J2kEncoderTest {

  /** Noise of 16 bit is what overflows FFmpeg's blocks where they are larger. */
  @ParameterizedTest
  @CsvSource({
    "300, 64, 16, 4",
    "300, 65, 16, 3",
    "129, 200, 16, 1",
    "1, 1, 16, 3",
    "1, 129, 8, 3",
    "700, 127, 8, 4",
    "64, 256, 8, 1",
    "3, 2, 8, 3"
  })
  void picturesOfAnyNumberOfTilesComeBack(int width, int height, int bitDepth, int channels) {
    try (Picture picture = noise(width, height, bitDepth, channels, 7);
        DecodedPhoto again = decode(encode(picture))) {
      assertThat(again.picture().mat().type()).isEqualTo(picture.mat().type());
      assertThat(difference(picture, again.picture())).isZero();
    }
  }

  @Test
  void noBlockIsLargerThanItsBuffer() {
    try (Picture picture = noise(512, 256, 16, 4, 2)) {
      byte[] codestream = J2kEncoder.encode(picture.mat());
      int cod = indexOf(codestream, 0xff, 0x52);
      int width = 1 << (codestream[cod + 10] & 0xf) + 2;
      assertThat(width * J2kEncoder.TILE_ROWS / 2).isLessThanOrEqualTo(2048);
    }
  }

  @Test
  void theSamePictureGivesTheSameBytes() {
    try (Picture picture = smooth(200, 150, 8, 3, 1)) {
      assertThat(J2kEncoder.encode(picture.mat())).isEqualTo(J2kEncoder.encode(picture.mat()));
    }
  }

  private static byte[] encode(Picture picture) {
    return Encoding.encode(picture, CarriedMetadata.NONE, PhotoFormat.JP2).bytes();
  }

  private static DecodedPhoto decode(byte[] file) {
    return new PhotoDecoder().decode(file, DecodeSettings.DEFAULT);
  }

  private static int indexOf(byte[] bytes, int first, int second) {
    int at = 0;
    while ((bytes[at] & 0xff) != first || (bytes[at + 1] & 0xff) != second) {
      at++;
    }
    return at;
  }
}
