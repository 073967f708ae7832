package dev.heirloom.restoration.encode;

import static dev.heirloom.restoration.photo.RandomPictures.difference;
import static dev.heirloom.restoration.photo.RandomPictures.noise;
import static dev.heirloom.restoration.photo.RandomPictures.smooth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.Density;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.decode.SourceImage;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PhotoEncoderTest {
  private final PhotoEncoder encoder = new PhotoEncoder();
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
    "BMP, 8, 4",
    "JP2, 8, 1",
    "JP2, 8, 3",
    "JP2, 8, 4",
    "JP2, 16, 1",
    "JP2, 16, 3",
    "JP2, 16, 4"
  })
  void aLosslessFormatGivesBackEverySample(PhotoFormat format, int bitDepth, int channels) {
    try (Picture picture = noise(67, 41, bitDepth, channels, 7);
        DecodedPhoto again = decode(encode(picture, format, 0))) {
      assertThat(again.picture().mat().type()).isEqualTo(picture.mat().type());
      assertThat(difference(picture, again.picture())).isZero();
    }
  }

  @Test
  void aWebpKeepsAllThatCanBeSeen() {
    try (Picture picture = noise(67, 41, 8, 4, 7);
        Picture seen = new Picture(EightBit.opaque(picture.mat()));
        DecodedPhoto again = decode(encode(picture, PhotoFormat.WEBP, 0));
        Picture seenAgain = new Picture(EightBit.opaque(again.picture().mat()))) {
      assertThat(again.picture().channels()).isEqualTo(4);
      assertThat(difference(seen, seenAgain)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(PhotoFormat.class)
  void theFileIsUprightAndOfItsSourcesFormat(PhotoFormat format) {
    try (Picture picture = smooth(40, 60, 8, 3, 1)) {
      SourceImage lying = new SourceImage(format, 40, 60, 8, 3, 6, 300);
      EncodedPhoto encoded =
          encoder.encode(picture, lying, CarriedMetadata.NONE, EncodeSettings.DEFAULT);
      assertThat(encoded.format()).isEqualTo(format);
      try (DecodedPhoto again = decode(encoded)) {
        assertThat(again.source().format()).isEqualTo(format);
        assertThat(again.source().orientation()).isEqualTo(1);
        assertThat(again.source().width()).isEqualTo(40).isEqualTo(encoded.width());
        assertThat(again.source().height()).isEqualTo(60).isEqualTo(encoded.height());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PhotoFormat.class)
  void theResolutionIsKept(PhotoFormat format) {
    try (Picture picture = smooth(20, 20, 8, 3, 1);
        DecodedPhoto scanned = decode(encode(picture, format, 600));
        DecodedPhoto unknown = decode(encode(picture, format, 0))) {
      assertThat(scanned.source().dpi()).isCloseTo(600, within(0.02));
      assertThat(unknown.source().dpi()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 1", "8, 3", "16, 1", "16, 3"})
  void aJpegIsCloseToItsPicture(int bitDepth, int channels) {
    try (Picture picture = smooth(160, 120, bitDepth, channels, 3);
        Picture eight = new Picture(EightBit.of(picture.mat()));
        DecodedPhoto again = decode(encode(picture, PhotoFormat.JPEG, 0))) {
      assertThat(again.picture().channels()).isEqualTo(channels);
      assertThat(difference(eight, again.picture())).isLessThan(12);
    }
  }

  @Test
  void aJpegHasNoChromaSubsampling() {
    try (Picture picture = smooth(64, 64, 8, 3, 3)) {
      byte[] file = encode(picture, PhotoFormat.JPEG, 0).bytes();
      assertThat(samplingFactors(file)).containsExactly(0x11, 0x11, 0x11);
    }
  }

  @Test
  void sixteenBitsBecomeEightByDivisionBy257() {
    try (Scalar grey = Scalar.all(200 * 257 + 100);
        Picture picture = new Picture(new Mat(8, 8, CV_16UC1, grey));
        DecodedPhoto again = decode(encode(picture, PhotoFormat.BMP, 0))) {
      assertThat(again.picture().mat().data().get() & 0xff).isEqualTo(200);
    }
  }

  @Test
  void alphaIsLaidOnWhiteInAJpeg() {
    try (Scalar halfBlack = new Scalar(0, 0, 0, 127);
        Picture picture = new Picture(new Mat(16, 16, CV_8UC4, halfBlack));
        DecodedPhoto again = decode(encode(picture, PhotoFormat.JPEG, 0))) {
      assertThat(again.picture().channels()).isEqualTo(3);
      assertThat(again.picture().mat().data().get() & 0xff).isEqualTo(128);
    }
  }

  @Test
  void theSettingsMayNameAnotherFormat() {
    try (Picture picture = smooth(20, 20, 16, 3, 1)) {
      SourceImage tiff = new SourceImage(PhotoFormat.TIFF, 20, 20, 16, 3, 1, 300);
      EncodedPhoto encoded =
          encoder.encode(
              picture, tiff, CarriedMetadata.NONE, new EncodeSettings(OutputFormat.PNG, 95));
      try (DecodedPhoto again = decode(encoded)) {
        assertThat(again.source().format()).isEqualTo(PhotoFormat.PNG);
        assertThat(difference(picture, again.picture())).isZero();
      }
    }
  }

  @Test
  void aLowerQualityMakesASmallerJpeg() {
    try (Picture picture = smooth(200, 200, 8, 3, 1)) {
      SourceImage source = new SourceImage(PhotoFormat.JPEG, 200, 200, 8, 3, 1, 0);
      int good =
          encoder
              .encode(picture, source, CarriedMetadata.NONE, EncodeSettings.DEFAULT)
              .bytes()
              .length;
      EncodeSettings poor = new EncodeSettings(OutputFormat.SAME, 50);
      assertThat(encoder.encode(picture, source, CarriedMetadata.NONE, poor).bytes().length)
          .isLessThan(good / 2);
    }
  }

  @Test
  void eightBitsAreNotCopied() {
    try (Picture picture = noise(40, 30, 8, 3, 1);
        Mat opaque = EightBit.opaque(picture.mat())) {
      assertThat(opaque.data().address()).isEqualTo(picture.mat().data().address());
    }
  }

  @ParameterizedTest
  @CsvSource({"JPEG, 65536", "WEBP, 16384"})
  void aPictureThatAFormatCannotHoldIsRefused(PhotoFormat format, int width) {
    try (Picture picture = noise(width, 1, 8, 3, 1)) {
      assertThatThrownBy(() -> encode(picture, format, 0))
          .isInstanceOfSatisfying(
              PhotoException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.ENCODE_FAILED))
          .hasMessage(
              "a picture of %d x 1 pixels cannot be written as %s; choose another format",
              width, format);
    }
  }

  private static EncodedPhoto encode(Picture picture, PhotoFormat format, double dpi) {
    Density density = Density.of(dpi, dpi, Density.Unit.INCH);
    return Encoding.encode(picture, CarriedMetadata.NONE.withDensity(density), format);
  }

  private DecodedPhoto decode(EncodedPhoto encoded) {
    return decoder.decode(encoded.bytes(), DecodeSettings.DEFAULT);
  }

  private static int[] samplingFactors(byte[] jpeg) {
    int frame = 2;
    while ((jpeg[frame + 1] & 0xff) != 0xc0) {
      frame += 2 + ((jpeg[frame + 2] & 0xff) << 8 | jpeg[frame + 3] & 0xff);
    }
    int[] factors = new int[jpeg[frame + 9]];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = jpeg[frame + 11 + 3 * i];
    }
    return factors;
  }
}
