package dev.heirloom.restoration.decode;

import static dev.heirloom.restoration.photo.RandomPictures.smooth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegFileTest {
  private static final byte[] END = {(byte) 0xff, (byte) 0xd9};

  private final PhotoDecoder decoder = new PhotoDecoder();
  private byte[] file = new byte[0];

  @BeforeEach
  void encode() {
    try (Picture picture = smooth(160, 120, 8, 3, 1)) {
      file = TestFiles.encoded(PhotoFormat.JPEG, picture);
    }
  }

  @Test
  void bytesBehindTheEndDoNotMatter() {
    decode(TestFiles.concat(file, new byte[1000])).close();
    decode(TestFiles.concat(file, file)).close();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9, 0.99})
  void anEndMarkerDoesNotMakeHalfAPictureWhole(double share) {
    byte[] half = TestFiles.slice(file, 0, (int) (file.length * share));
    assertRefused(TestFiles.concat(half, END), FailureCode.TRUNCATED)
        .hasMessage("the JPEG file is cut off: its scans end before the picture does");
  }

  @Test
  void aPictureThatIsMiddleGrayInTruthIsRead() {
    try (Scalar gray = Scalar.all(128);
        Picture picture = new Picture(new Mat(64, 64, CV_8UC3, gray))) {
      decode(TestFiles.encoded(PhotoFormat.JPEG, picture)).close();
    }
  }

  @Test
  void aMiddleGrayPictureWithABrokenColourProfileOrJunkBetweenItsSegmentsIsRead() {
    try (Scalar gray = Scalar.all(128);
        Picture picture = new Picture(new Mat(64, 64, CV_8UC3, gray))) {
      byte[] whole = TestFiles.encoded(PhotoFormat.JPEG, picture);
      byte[] profile = "ICC_PROFILE\0\1\1no profile".getBytes(StandardCharsets.ISO_8859_1);
      decode(TestFiles.withSegment(whole, 0xe2, profile)).close();
      byte[] header = TestFiles.slice(whole, 0, 20);
      byte[] rest = TestFiles.slice(whole, 20, whole.length);
      decode(TestFiles.concat(header, new byte[] {1, 2, 3}, rest)).close();
    }
  }

  @Test
  void aSecondFrameHeaderIsDamage() {
    byte[] frame = {8, 0x70, 0x00, 0x70, 0x00, 1, 1, 0x11, 0};
    byte[] small = {8, 0, 16, 0, 16, 1, 1, 0x11, 0};
    byte[] bomb = TestFiles.withSegment(TestFiles.withSegment(file, 0xc0, frame), 0xc0, small);
    assertRefused(bomb, FailureCode.CORRUPT)
        .hasMessage("the JPEG file is damaged: there are two frame headers");
  }

  @ParameterizedTest
  @CsvSource({
    "195, 8, lossless JPEG",
    "201, 8, arithmetic-coded or hierarchical JPEG",
    "247, 8, JPEG-LS",
    "193, 12, JPEG with 12 bits a sample"
  })
  void rareKindsAreRefusedByName(int marker, int precision, String kind) {
    byte[] frame = {(byte) precision, 0, 16, 0, 16, 1, 1, 0x11, 0};
    byte[] start = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xda};
    assertRefused(TestFiles.withSegment(start, marker, frame), FailureCode.UNSUPPORTED_FORMAT)
        .hasMessage("%s is not read yet; convert the photo to TIFF, PNG or JPEG", kind);
  }

  @Test
  void theResolutionMayBeInInchesOrCentimetres() {
    file[13] = 1;
    file[14] = 1;
    file[15] = 0x2c;
    assertDpi(300);
    file[13] = 2;
    assertDpi(762);
    file[13] = 0;
    assertDpi(0);
  }

  private void assertDpi(double dpi) {
    try (DecodedPhoto photo = decode(file)) {
      assertThat(photo.source().dpi()).isCloseTo(dpi, within(1e-9));
    }
  }

  @Test
  void cmykAsAdobeWritesItHasItsColours() throws IOException {
    byte[] adobe = "Adobe\0d\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    byte[] cmyk = TestFiles.withSegment(cmyk(200, 100, 50, 255), 0xee, adobe);
    try (DecodedPhoto photo = decode(cmyk)) {
      byte[] bgr = new byte[3];
      photo.picture().mat().data().get(bgr);
      assertThat(bgr[0] & 0xff).isCloseTo(50, within(3));
      assertThat(bgr[1] & 0xff).isCloseTo(100, within(3));
      assertThat(bgr[2] & 0xff).isCloseTo(200, within(3));
    }
  }

  @Test
  void cmykThatDoesNotSayHowItIsStoredIsRefused() throws IOException {
    assertRefused(cmyk(200, 100, 50, 255), FailureCode.UNSUPPORTED_FORMAT)
        .hasMessageStartingWith("CMYK JPEG that does not say how its inks are stored is not read");
  }

  private static byte[] cmyk(int... inks) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, inks);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream output = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(output);
      writer.write(new IIOImage(raster, null, null));
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private DecodedPhoto decode(byte[] jpeg) {
    return decoder.decode(jpeg, DecodeSettings.DEFAULT);
  }

  private AbstractThrowableAssert<?, ?> assertRefused(byte[] jpeg, FailureCode code) {
    return assertThatThrownBy(() -> decode(jpeg).close())
        .isInstanceOfSatisfying(
            PhotoException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }
}
