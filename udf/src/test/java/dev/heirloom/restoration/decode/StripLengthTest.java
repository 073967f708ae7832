package dev.heirloom.restoration.decode;

import static dev.heirloom.restoration.photo.RandomPictures.difference;
import static dev.heirloom.restoration.photo.RandomPictures.noise;
import static dev.heirloom.restoration.photo.RandomPictures.smooth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_ROWSPERSTRIP;

import dev.heirloom.restoration.photo.Picture;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripLengthTest {
  private static final int LZW = 5;
  private static final int DEFLATE = 8;
  private static final int PACK_BITS = 32773;

  @ParameterizedTest
  @ValueSource(ints = {LZW, DEFLATE, PACK_BITS})
  void aWholeStripGivesAllItsBytes(int compression) {
    try (Picture noise = noise(301, 203, 8, 3, 1);
        Picture smooth = smooth(301, 203, 8, 1, 2);
        Scalar gray = Scalar.all(77);
        Picture flat = new Picture(new Mat(991, 997, CV_8UC1, gray))) {
      assertWhole(noise, compression);
      assertWhole(smooth, compression);
      assertWhole(flat, compression);
    }
  }

  private static void assertWhole(Picture picture, int compression) {
    byte[] file =
        TestFiles.encoded(
            PhotoFormat.TIFF,
            picture,
            IMWRITE_TIFF_COMPRESSION,
            compression,
            IMWRITE_TIFF_ROWSPERSTRIP,
            picture.height());
    try (DecodedPhoto photo = new PhotoDecoder().decode(file, DecodeSettings.DEFAULT)) {
      assertThat(difference(photo.picture(), picture)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {LZW, DEFLATE, PACK_BITS})
  void anEmptyStripGivesNothing(int compression) {
    assertThat(StripLength.of(compression, ByteBuffer.allocate(0), 100)).isZero();
  }
}
