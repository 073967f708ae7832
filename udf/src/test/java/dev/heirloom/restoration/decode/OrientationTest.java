package dev.heirloom.restoration.decode;

import static dev.heirloom.restoration.photo.RandomPictures.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heirloom.restoration.photo.Picture;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The orientation is applied exactly once, whatever the format writes it in. */
class OrientationTest {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 16;

  private final PhotoDecoder decoder = new PhotoDecoder();

  @ParameterizedTest
  @CsvSource({
    "JPEG, 1", "JPEG, 2", "JPEG, 3", "JPEG, 4", "JPEG, 5", "JPEG, 6", "JPEG, 7", "JPEG, 8",
    "PNG, 1", "PNG, 2", "PNG, 3", "PNG, 4", "PNG, 5", "PNG, 6", "PNG, 7", "PNG, 8",
    "WEBP, 1", "WEBP, 2", "WEBP, 3", "WEBP, 4", "WEBP, 5", "WEBP, 6", "WEBP, 7", "WEBP, 8",
    "JP2, 1", "JP2, 2", "JP2, 3", "JP2, 4", "JP2, 5", "JP2, 6", "JP2, 7", "JP2, 8"
  })
  void exifOrientationMakesThePictureUpright(PhotoFormat format, int orientation) {
    try (Picture stored = blocks()) {
      byte[] plain = TestFiles.encoded(format, stored);
      assertUpright(TestFiles.withOrientation(format, plain, orientation), stored, orientation);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void theTiffTagMakesThePictureUpright(int orientation) {
    try (Picture stored = blocks()) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
        byte[] file =
            TiffBuilder.page(order, WIDTH, HEIGHT, 8)
                .strip(samples(stored))
                .shorts(TiffTag.ORIENTATION, orientation)
                .build();
        assertUpright(file, stored, orientation);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void theTiffTagMakesA16BitPictureUpright(int orientation) {
    try (Picture stored = blocks()) {
      byte[] samples = samples(stored);
      byte[] wide = new byte[samples.length * 2];
      for (int i = 0; i < samples.length; i++) {
        wide[2 * i] = samples[i];
        wide[2 * i + 1] = samples[i];
      }
      byte[] file =
          TiffBuilder.page(ByteOrder.BIG_ENDIAN, WIDTH, HEIGHT, 16)
              .strip(wide)
              .longs(TiffTag.ORIENTATION, orientation)
              .build();
      assertUpright(file, stored, orientation);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 255, 65535})
  void anImpossibleOrientationIsNone(int orientation) {
    try (Picture stored = blocks()) {
      byte[] plain = TestFiles.encoded(PhotoFormat.JPEG, stored);
      byte[] file = TestFiles.withOrientation(PhotoFormat.JPEG, plain, orientation);
      try (DecodedPhoto photo = decoder.decode(file, DecodeSettings.DEFAULT)) {
        assertThat(photo.source().orientation()).isEqualTo(1);
        assertThat(photo.picture().width()).isEqualTo(WIDTH);
      }
    }
  }

  @Test
  void aPngMayStateItInTextAsImageMagickDoes() {
    byte[] exif = new TiffBuilder(ByteOrder.LITTLE_ENDIAN).shorts(TiffTag.ORIENTATION, 6).build();
    String hex = HexFormat.of().formatHex(exif);
    String profile = "\nexif\n      " + exif.length + "\n" + hex + "\n";
    byte[] text =
        TestFiles.concat(
            "Raw profile type exif\0\0".getBytes(StandardCharsets.ISO_8859_1),
            TestFiles.deflated(profile.getBytes(StandardCharsets.ISO_8859_1)));
    assertPngOrientation("zTXt", text, 6);
  }

  @Test
  void aPngMayStateItInXmp() {
    String packet = "XML:com.adobe.xmp\0\0\0\0\0<x tiff:Orientation=\"3\"/>";
    assertPngOrientation("iTXt", packet.getBytes(StandardCharsets.UTF_8), 3);
  }

  private void assertPngOrientation(String chunk, byte[] content, int orientation) {
    try (Picture stored = blocks()) {
      byte[] plain = TestFiles.encoded(PhotoFormat.PNG, stored);
      assertUpright(TestFiles.withChunk(plain, chunk, content), stored, orientation);
    }
  }

  /** Gray squares of 8 x 8 pixels, no two alike, that even JPEG keeps. */
  private static Picture blocks() {
    try (Picture small = noise(WIDTH / 8, HEIGHT / 8, 8, 1, 3);
        Size size = new Size(WIDTH, HEIGHT)) {
      Mat large = new Mat();
      opencv_imgproc.resize(small.mat(), large, size, 0, 0, opencv_imgproc.INTER_NEAREST);
      return new Picture(large);
    }
  }

  private static byte[] samples(Picture picture) {
    byte[] samples = new byte[WIDTH * HEIGHT];
    picture.mat().data().get(samples);
    return samples;
  }

  private void assertUpright(byte[] file, Picture stored, int orientation) {
    try (DecodedPhoto photo = decoder.decode(file, DecodeSettings.DEFAULT);
        Picture colour = photo.picture().toBgr8();
        UByteIndexer before = stored.mat().createIndexer();
        UByteIndexer after = colour.mat().createIndexer()) {
      boolean lying = orientation >= 5;
      assertThat(photo.source().orientation()).isEqualTo(orientation);
      assertThat(photo.source().width()).isEqualTo(lying ? HEIGHT : WIDTH);
      assertThat(photo.picture().width()).isEqualTo(lying ? HEIGHT : WIDTH);
      assertThat(photo.picture().height()).isEqualTo(lying ? WIDTH : HEIGHT);
      for (int y = 0; y < photo.picture().height(); y++) {
        for (int x = 0; x < photo.picture().width(); x++) {
          assertThat(after.get(y, x, 0))
              .as("(%d, %d)", x, y)
              .isCloseTo(storedAt(before, x, y, orientation), within(2));
        }
      }
    }
  }

  /** The stored sample that belongs at (x, y) of the upright picture, by the EXIF standard. */
  private static int storedAt(UByteIndexer stored, int x, int y, int orientation) {
    int right = WIDTH - 1;
    int bottom = HEIGHT - 1;
    return switch (orientation) {
      case 2 -> stored.get(y, right - x);
      case 3 -> stored.get(bottom - y, right - x);
      case 4 -> stored.get(bottom - y, x);
      case 5 -> stored.get(x, y);
      case 6 -> stored.get(bottom - x, y);
      case 7 -> stored.get(bottom - x, right - y);
      case 8 -> stored.get(x, right - y);
      default -> stored.get(y, x);
    };
  }
}
