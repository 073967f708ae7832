package dev.heirloom.restoration.decode;

import static dev.heirloom.restoration.decode.TestFiles.box;
import static dev.heirloom.restoration.decode.TestFiles.concat;
import static dev.heirloom.restoration.decode.TestFiles.slice;
import static dev.heirloom.restoration.photo.RandomPictures.difference;
import static dev.heirloom.restoration.photo.RandomPictures.noise;
import static dev.heirloom.restoration.photo.RandomPictures.smooth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.assertj.core.api.AbstractThrowableAssert;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Jp2FileTest {
  private static final int SRGB = 16;
  private static final int SYCC = 18;
  private static final int CMYK = 12;

  private final PhotoDecoder decoder = new PhotoDecoder();
  private byte[] codestream = new byte[0];

  @BeforeEach
  void encode() {
    try (Picture picture = smooth(90, 200, 8, 3, 1)) {
      codestream = codestream(picture);
    }
  }

  /** The last box of the file. */
  private static byte[] codestream(Picture picture) {
    byte[] file = TestFiles.encoded(PhotoFormat.JP2, picture);
    String bytes = new String(file, StandardCharsets.ISO_8859_1);
    return slice(file, bytes.indexOf("jp2c") + 4, file.length);
  }

  private static byte[] file(byte[]... boxes) {
    byte[] start = TestFiles.box("jP  ", HexFormat.of().parseHex("0d0a870a"));
    byte[] type = box("ftyp", "jp2 \0\0\0\0jp2 ".getBytes(StandardCharsets.US_ASCII));
    return concat(start, type, concat(boxes));
  }

  private static byte[] header(byte[]... boxes) {
    return box("jp2h", concat(box("ihdr", new byte[14]), concat(boxes)));
  }

  private static byte[] colours(int kind) {
    return box("colr", new byte[] {1, 0, 0, 0, 0, 0, (byte) kind});
  }

  private static byte[] channels(int... numbers) {
    ByteBuffer content = ByteBuffer.allocate(2 + 2 * numbers.length);
    content.putShort((short) (numbers.length / 3));
    Arrays.stream(numbers).forEach(number -> content.putShort((short) number));
    return box("cdef", content.array());
  }

  @Test
  void aBareCodestreamIsReadAsTheFileIs() {
    try (DecodedPhoto bare = decode(codestream);
        DecodedPhoto boxed = decode(file(header(colours(SRGB)), box("jp2c", codestream)))) {
      assertThat(bare.source()).isEqualTo(boxed.source());
      assertThat(difference(bare.picture(), boxed.picture())).isZero();
    }
  }

  @Test
  void theLastBoxMayReachToTheEndOrHaveALongLength() {
    byte[] start = file(header(colours(SRGB)));
    byte[] open =
        concat(start, new byte[4], "jp2c".getBytes(StandardCharsets.US_ASCII), codestream);
    ByteBuffer head = ByteBuffer.allocate(16).putInt(1);
    head.put("jp2c".getBytes(StandardCharsets.US_ASCII)).putLong(16 + codestream.length);
    decode(open).close();
    decode(concat(start, head.array(), codestream)).close();
  }

  @Test
  void lumaAndChromaBecomeColours() {
    // Y = 100, Cb = 90, Cr = 180, and by 601: R = Y + 1.402 (Cr - 128) and so on.
    try (Scalar crCbY = new Scalar(180, 90, 100, 0);
        Picture picture = new Picture(new Mat(70, 70, CV_8UC3, crCbY));
        DecodedPhoto photo =
            decode(file(header(colours(SYCC)), box("jp2c", codestream(picture))))) {
      byte[] bgr = new byte[3];
      photo.picture().mat().ptr(33, 44).get(bgr);
      assertThat(bgr[2] & 0xff).isCloseTo(173, within(1));
      assertThat(bgr[1] & 0xff).isCloseTo(76, within(1));
      assertThat(bgr[0] & 0xff).isCloseTo(33, within(1));
    }
  }

  @Test
  void theResolutionIsThatOfTheScan() {
    byte[] capture =
        ByteBuffer.allocate(10)
            .putInt(30_000 << 16 | 254)
            .putInt(60_000 << 16 | 254)
            .put((byte) 2)
            .put((byte) 2)
            .array();
    byte[] display = ByteBuffer.allocate(10).putInt(1 << 16 | 1).putInt(1 << 16 | 1).array();
    byte[] both = box("res ", box("resd", display), box("resc", capture));
    try (DecodedPhoto photo = decode(file(header(colours(SRGB), both), box("jp2c", codestream)))) {
      assertThat(photo.source().dpi()).isCloseTo(600, within(1e-9));
      assertThat(photo.carried().density().byInch().y()).isCloseTo(300, within(1e-9));
    }
  }

  @Test
  void boxesOfOtherProgramsAreStatedAsLost() {
    byte[] file =
        file(
            header(colours(SRGB)),
            box("xml ", "<a/>".getBytes(StandardCharsets.US_ASCII)),
            box("uuid", new byte[30]),
            box("uuid", new byte[3]),
            box("jp2c", codestream));
    try (DecodedPhoto photo = decode(file)) {
      assertThat(photo.carried().lost()).containsExactly("XML box", "box of another program");
    }
  }

  @Test
  void twoCodestreamsAreAnObstacle() {
    byte[] picture = box("jp2c", codestream);
    try (DecodedPhoto photo = decode(file(header(colours(SRGB)), picture, picture))) {
      assertThat(photo.obstacle()).contains("the JP2 file holds 2 pictures");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "12, CMYK JPEG 2000",
    "14, CIELab JPEG 2000",
    "24, JPEG 2000 with colours of kind 24"
  })
  void coloursThatAreNotReadAreNamed(int kind, String name) {
    assertUnsupported(file(header(colours(kind)), box("jp2c", codestream)), name);
  }

  @Test
  void aPaletteIsRefused() {
    byte[] palette = header(colours(SRGB), box("pclr", new byte[20]));
    assertUnsupported(file(palette, box("jp2c", codestream)), "JPEG 2000 with a palette");
  }

  @Test
  void channelsInAnotherOrderAreRefused() {
    byte[] reversed = channels(0, 0, 3, 1, 0, 2, 2, 0, 1);
    assertUnsupported(
        file(header(colours(SRGB), reversed), box("jp2c", codestream)),
        "JPEG 2000 with its channels in another order");
  }

  @Test
  void aFourthComponentIsAlphaOnlyWhereTheFileSaysSo() {
    try (Picture picture = noise(20, 20, 8, 4, 1)) {
      byte[] four = box("jp2c", codestream(picture));
      decode(file(header(colours(SRGB), channels(3, 1, 0)), four)).close();
      assertUnsupported(
          file(header(colours(SRGB)), four), "JPEG 2000 with 4 components, of which 3 are colours");
      assertUnsupported(
          file(header(colours(SRGB), channels(3, 2, 0)), four),
          "JPEG 2000 with premultiplied alpha");
      assertUnsupported(file(header(colours(CMYK)), four), "CMYK JPEG 2000");
      assertUnsupported(
          codestream(picture), "JPEG 2000 with 4 components that does not say what they are");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "42, 87, JPEG 2000 with signed samples",
    "42, 03, JPEG 2000 with components of different depth",
    "43, 02, JPEG 2000 with subsampled components",
    "6, 80, JPEG 2000 with extensions of Part 2"
  })
  void samplesThatAreNotReadAreNamed(int at, String value, String name) {
    codestream[at] = (byte) Integer.parseInt(value, 16);
    if (value.equals("87")) {
      codestream[45] = codestream[48] = codestream[at];
    }
    assertUnsupported(codestream, name);
  }

  @Test
  void aMissingTileIsMissingThoughTheEndIsThere() {
    int last = lastTilePart();
    byte[] end = {(byte) 0xff, (byte) 0xd9};
    assertRefused(concat(slice(codestream, 0, last), end), FailureCode.TRUNCATED)
        .hasMessage("the JP2 file is cut off: 3 of 4 tiles are there");
    assertRefused(concat(slice(codestream, 0, last + 40), end), FailureCode.TRUNCATED)
        .hasMessageStartingWith("the JP2 file is cut off: 42 of ");
  }

  @Test
  void ofATileThatSaysItHasMorePartsOneIsMissing() {
    codestream[lastTilePart() + 11] = 2;
    assertRefused(codestream, FailureCode.TRUNCATED)
        .hasMessage("the JP2 file is cut off: 3 of 4 tiles are there");
  }

  @Test
  void theLastTileMayReachToTheEnd() {
    ByteBuffer.wrap(codestream).putInt(lastTilePart() + 6, 0);
    decode(codestream).close();
    assertRefused(slice(codestream, 0, codestream.length - 2), FailureCode.CORRUPT);
  }

  private int lastTilePart() {
    String bytes = new String(codestream, StandardCharsets.ISO_8859_1);
    return bytes.lastIndexOf("\u00ff\u0090\0\n\0\3");
  }

  @Test
  void whatWouldCostMemoryOutOfProportionIsRefused() {
    byte[] tiny = codestream.clone();
    ByteBuffer.wrap(tiny).putInt(24, 1).putInt(28, 1);
    assertUnsupported(tiny, "JPEG 2000 in 90 x 200 tiles");
    byte[] layered = codestream.clone();
    int cod = new String(codestream, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u0052");
    ByteBuffer.wrap(layered).putShort(cod + 6, (short) 0xffff);
    assertRefused(layered, FailureCode.TRUNCATED)
        .hasMessage("the JP2 file is cut off: it has fewer bytes than packets");
    byte[] blocks = codestream.clone();
    blocks[cod + 10] = 0;
    blocks[cod + 11] = 0;
    assertUnsupported(blocks, "JPEG 2000 in blocks of fewer than 64 samples");
  }

  private void assertUnsupported(byte[] file, String kind) {
    assertRefused(file, FailureCode.UNSUPPORTED_FORMAT)
        .hasMessage("%s is not read yet; convert the photo to TIFF, PNG or JPEG", kind);
  }

  private AbstractThrowableAssert<?, ?> assertRefused(byte[] file, FailureCode code) {
    return assertThatThrownBy(() -> decode(file).close())
        .isInstanceOfSatisfying(
            PhotoException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  private DecodedPhoto decode(byte[] file) {
    return decoder.decode(file, DecodeSettings.DEFAULT);
  }
}
