package dev.heirloom.restoration.encode;

import static dev.heirloom.restoration.photo.RandomPictures.smooth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.photo.Picture;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewEncoderTest {
  private final PreviewEncoder encoder = new PreviewEncoder();

  @ParameterizedTest
  @CsvSource({
    "2000, 1000, 1024, 255",
    "1000, 2000, 1024, 1020",
    "100, 3000, 72, 1024",
    "100, 50, 204, 50",
    "5000, 1, 1024, 1"
  })
  void beforeAndAfterStandSideBySide(int width, int height, int previewWidth, int previewHeight) {
    try (Picture picture = smooth(width, height, 8, 3, 1)) {
      EncodedPhoto preview = encoder.preview(picture, picture);
      assertThat(preview.format()).isEqualTo(PhotoFormat.JPEG);
      assertThat(preview.width()).isEqualTo(previewWidth);
      assertThat(preview.height()).isEqualTo(previewHeight);
    }
  }

  @ParameterizedTest
  @CsvSource({"2000, 1000, 512, 256", "300, 200, 300, 200", "300, 4000, 77, 1024"})
  void anUnchangedPhotoStandsAlone(int width, int height, int previewWidth, int previewHeight) {
    try (Picture picture = smooth(width, height, 8, 1, 1)) {
      EncodedPhoto preview = encoder.preview(picture);
      assertThat(preview.width()).isEqualTo(previewWidth);
      assertThat(preview.height()).isEqualTo(previewHeight);
    }
  }

  @Test
  void beforeIsOnTheLeft() {
    try (Scalar dark = Scalar.all(40);
        Scalar bright = Scalar.all(200);
        Picture before = new Picture(new Mat(100, 100, CV_8UC3, dark));
        Picture after = new Picture(new Mat(100, 100, CV_8UC3, bright));
        DecodedPhoto preview = decode(encoder.preview(before, after))) {
      assertThat(level(preview, 50)).isEqualTo(40);
      assertThat(level(preview, 101)).isGreaterThan(230);
      assertThat(level(preview, 150)).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 4", "16, 1", "16, 3", "16, 4"})
  void everyKindOfPictureHasAPreview(int bitDepth, int channels) {
    try (Picture picture = smooth(600, 30, bitDepth, channels, 1);
        DecodedPhoto preview = decode(encoder.preview(picture, picture))) {
      assertThat(preview.source().channels()).isEqualTo(channels == 1 ? 1 : 3);
    }
  }

  private static DecodedPhoto decode(EncodedPhoto preview) {
    return new PhotoDecoder().decode(preview.bytes(), DecodeSettings.DEFAULT);
  }

  private static int level(DecodedPhoto photo, int x) {
    return photo.picture().mat().ptr(50, x).get() & 0xff;
  }
}
