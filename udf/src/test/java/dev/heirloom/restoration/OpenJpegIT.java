package dev.heirloom.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.bitwise_and;
import static org.bytedeco.opencv.global.opencv_core.multiply;

import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.RandomPictures;
import java.nio.file.Path;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenJPEG writes is read as OpenJPEG reads it. */
class OpenJpegIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "8, 1, jp2, ''",
    "8, 3, j2k, ''",
    "16, 3, jp2, ''",
    "16, 1, j2k, ''",
    "12, 1, jp2, ''",
    "12, 3, jp2, ''",
    "10, 1, jp2, ''",
    "9, 3, jp2, ''",
    "15, 1, jp2, ''",
    "8, 3, jp2, '-t 64,48 -p RPCL -n 3'",
    "16, 3, jp2, '-t 50,70 -p CPRL'",
    "8, 3, jp2, '-d 13,7'",
    "8, 3, jp2, '-d 40,33 -T 20,11 -t 64,64 -p PCRL'",
    "8, 1, jp2, '-b 32,32 -c [128,128],[64,64]'",
    "8, 3, jp2, '-r 20,10,1 -SOP -EPH'",
    "8, 3, jp2, '-n 1'",
    "16, 3, jp2, '-M 1'",
    "8, 3, jp2, '-M 63'",
    "8, 3, jp2, '-TP R'"
  })
  void everySampleIsThatOfTheSource(int bits, int channels, String extension, String options)
      throws Exception {
    try (Picture picture = RandomPictures.noise(167, 141, bits == 8 ? 8 : 16, channels, 4);
        DecodedPhoto photo = decode(compressed(picture, bits, extension, options));
        Picture highest = highest(picture, bits)) {
      assertThat(photo.source().bitDepth()).isEqualTo(bits);
      assertThat(photo.picture().mat().type()).isEqualTo(picture.mat().type());
      assertThat(RandomPictures.difference(photo.picture(), highest)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8, 3, '-r 8'",
    "8, 3, '-I -r 8'",
    "8, 1, '-I -q 35,45'",
    "16, 3, '-I -r 6 -t 96,96'"
  })
  void aLossyFileIsReadAsOpenJpegReadsIt(int bits, int channels, String options) throws Exception {
    try (Picture picture = RandomPictures.smooth(167, 141, bits, channels, 4)) {
      byte[] file = compressed(picture, bits, "jp2", options);
      try (DecodedPhoto photo = decode(file);
          Picture expected = new OpenJpeg(folder).decompress(file, "jp2")) {
        assertThat(RandomPictures.difference(photo.picture(), expected))
            .isLessThanOrEqualTo(bits == 8 ? 1 : 40);
      }
    }
  }

  private byte[] compressed(Picture picture, int bits, String extension, String options)
      throws Exception {
    String[] words = options.isEmpty() ? new String[0] : options.split(" ");
    return new OpenJpeg(folder).compress(picture, bits, extension, words);
  }

  /** With its lower bits as the higher ones of 16, as the decoder has them. */
  private static Picture highest(Picture picture, int bits) {
    Mat shifted = new Mat();
    if (bits == 8) {
      picture.mat().copyTo(shifted);
    } else {
      try (Mat lower = lowerBits(picture, bits);
          Mat factor =
              new Mat(lower.rows(), lower.cols(), lower.type(), Scalar.all(1 << 16 - bits))) {
        multiply(lower, factor, shifted);
      }
    }
    return new Picture(shifted);
  }

  private static Mat lowerBits(Picture picture, int bits) {
    Mat lower = new Mat();
    try (Mat mask =
        new Mat(
            picture.height(), picture.width(), picture.mat().type(), Scalar.all((1 << bits) - 1))) {
      bitwise_and(picture.mat(), mask, lower);
    }
    return lower;
  }

  private static DecodedPhoto decode(byte[] file) {
    return new PhotoDecoder().decode(file, DecodeSettings.DEFAULT);
  }
}
