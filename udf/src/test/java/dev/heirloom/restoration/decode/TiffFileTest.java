package dev.heirloom.restoration.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.bytedeco.javacpp.indexer.Indexer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TiffFileTest {
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;

  private final PhotoDecoder decoder = new PhotoDecoder();

  @Test
  void bothByteOrdersAndBigTiffAreRead() {
    byte[] rgb = repeat(4, 10, 20, 30);
    assertThat(first(TiffBuilder.page(LITTLE, 2, 2, 8, 8, 8).strip(rgb)))
        .containsExactly(30, 20, 10);
    assertThat(first(TiffBuilder.page(BIG, 2, 2, 8, 8, 8).strip(rgb))).containsExactly(30, 20, 10);
    assertThat(first(TiffBuilder.page(LITTLE, 2, 2, 8, 8, 8).big().strip(rgb)))
        .containsExactly(30, 20, 10);
    assertThat(first(TiffBuilder.page(BIG, 2, 2, 8, 8, 8).big().strip(rgb)))
        .containsExactly(30, 20, 10);
  }

  @Test
  void whiteMayBeZero() {
    assertThat(
            first(
                TiffBuilder.page(LITTLE, 2, 2, 8)
                    .strip(repeat(4, 40))
                    .shorts(TiffTag.PHOTOMETRIC, 0)))
        .containsExactly(215);
    assertThat(
            first(
                TiffBuilder.page(BIG, 2, 2, 16)
                    .strip(repeat(4, 40, 40))
                    .shorts(TiffTag.PHOTOMETRIC, 0)))
        .containsExactly(65535 - 40 * 257);
  }

  @Test
  void alphaThatIsNotPremultipliedStaysSo() {
    TiffBuilder rgba =
        TiffBuilder.page(LITTLE, 2, 2, 8, 8, 8, 8)
            .strip(repeat(4, 200, 100, 50, 128))
            .shorts(TiffTag.EXTRA_SAMPLES, 2);
    assertThat(first(rgba)).containsExactly(50, 100, 200, 128);
  }

  @Test
  void paletteColoursAreLookedUp() {
    int[] map = new int[768];
    map[7] = 0x1234;
    map[256 + 7] = 0x5678;
    map[512 + 7] = 0x9abc;
    TiffBuilder palette =
        TiffBuilder.page(LITTLE, 2, 2, 8)
            .strip(repeat(4, 7))
            .shorts(TiffTag.PHOTOMETRIC, 3)
            .shorts(320, map);
    assertThat(first(palette)).containsExactly(0x9a, 0x56, 0x12);
  }

  @Test
  void bilevelPagesAreGray() {
    TiffBuilder page = TiffBuilder.page(LITTLE, 9, 2, 1).strip(repeat(2, 0x80, 0));
    assertThat(first(page)).containsExactly(255);
    try (DecodedPhoto photo = decode(page)) {
      assertThat(photo.source().bitDepth()).isEqualTo(1);
      assertThat(photo.source().channels()).isEqualTo(1);
    }
  }

  @Test
  void twelveBitsFillSixteen() {
    TiffBuilder page = TiffBuilder.page(LITTLE, 2, 2, 12).strip(repeat(2, 0xff, 0xf0, 0x01));
    assertThat(first(page)).containsExactly(0xfff0);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 300", "3, 762"})
  void theResolutionIsInItsUnit(int unit, double dpi) {
    byte[] file =
        TiffBuilder.page(LITTLE, 2, 2, 8)
            .strip(repeat(4, 1))
            .rational(282, 300, 1)
            .shorts(296, unit)
            .build();
    try (DecodedPhoto photo = decoder.decode(file, DecodeSettings.DEFAULT)) {
      assertThat(photo.source().dpi()).isCloseTo(dpi, within(1e-9));
    }
  }

  @Test
  void kindsThatWouldDecodeWrongAreRefusedByName() {
    byte[] wide = repeat(4, 1, 2, 3, 4, 5, 6);
    assertUnsupported(
        TiffBuilder.page(LITTLE, 2, 2, 16, 16, 16)
            .strip(wide)
            .shorts(TiffTag.PLANAR_CONFIGURATION, 2),
        "RGB TIFF with 16 bits in separate planes");
    assertUnsupported(
        TiffBuilder.page(LITTLE, 2, 2, 8, 8, 8, 8).strip(wide).shorts(TiffTag.PHOTOMETRIC, 5),
        "CMYK TIFF");
    assertUnsupported(
        TiffBuilder.page(LITTLE, 2, 2, 8, 8, 8).strip(wide).shorts(TiffTag.PHOTOMETRIC, 8),
        "CIELab TIFF");
    assertUnsupported(
        TiffBuilder.page(LITTLE, 2, 2, 16).strip(wide).shorts(TiffTag.SAMPLE_FORMAT, 2),
        "gray TIFF with signed or floating-point samples");
    assertUnsupported(
        TiffBuilder.page(LITTLE, 2, 2, 4).strip(wide), "gray TIFF with 4 bits a sample");
    assertUnsupported(
        TiffBuilder.page(LITTLE, 2, 2, 8, 8).strip(wide), "gray TIFF with 2 samples a pixel");
    assertUnsupported(
        TiffBuilder.page(LITTLE, 2, 2, 8, 8, 8, 8).strip(wide).shorts(TiffTag.EXTRA_SAMPLES, 1),
        "TIFF with premultiplied alpha");
    assertUnsupported(
        TiffBuilder.page(LITTLE, 2, 2, 8).strip(wide).shorts(TiffTag.COMPRESSION, 34712),
        "TIFF with compression 34712");
    assertUnsupported(
        TiffBuilder.page(LITTLE, 2, 2, 16).strip(wide).shorts(TiffTag.PHOTOMETRIC, 32803),
        "camera RAW (CFA)");
  }

  @Test
  void cameraRawIsKnownByItsTags() {
    byte[] samples = repeat(4, 'C', 'R', 2, 0);
    TiffBuilder page = TiffBuilder.page(LITTLE, 2, 2, 8, 8, 8).strip(samples);
    assertUnsupported(page, "camera RAW (CR2)");
    page.strip(repeat(4, 1, 2, 3)).longs(TiffTag.NEW_SUBFILE_TYPE, 1);
    assertUnsupported(page, "TIFF whose first page is a preview only");
    page.ascii(271, "NIKON CORPORATION").longs(330, 8);
    assertUnsupported(page, "camera RAW of NIKON CORPORATION");
    page.shorts(50706, 1, 4);
    assertUnsupported(page, "camera RAW (DNG)");
  }

  @Test
  void missingDataAreFound() {
    TiffBuilder page = TiffBuilder.page(LITTLE, 4, 4, 8).strip(repeat(16, 9));
    assertRefused(page.longs(273, 1_000_000), FailureCode.TRUNCATED)
        .hasMessageContaining("cut off: a strip or tile ends at byte 1000016 of ");
    assertRefused(page.longs(273, 8).longs(279, 15), FailureCode.TRUNCATED)
        .hasMessage("the TIFF file is cut off: a strip or tile has 15 of 16 bytes");
    assertRefused(page.longs(279, 16).longs(278, 2), FailureCode.TRUNCATED)
        .hasMessage("the TIFF file is cut off: 1 of 2 strips or tiles are there");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, -1})
  void aStripMayClaimMoreRowsThanThePictureHas(int rows) {
    TiffBuilder page = TiffBuilder.page(LITTLE, 4, 4, 8).strip(repeat(16, 9)).longs(278, rows);
    assertThat(first(page)).containsExactly(9);
  }

  @Test
  void hugeTilesOfASmallPictureAreRefused() {
    TiffBuilder page =
        TiffBuilder.page(LITTLE, 4, 4, 8)
            .strip(repeat(16, 9))
            .longs(322, 16384)
            .longs(323, 16384)
            .longs(324, 8)
            .longs(325, 16);
    assertRefused(page, FailureCode.CORRUPT)
        .hasMessage("the TIFF file is damaged: its tiles or strips are 16384 x 16384 pixels");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 8, 32773})
  void aCompressedStripThatEndsEarlyIsFound(int compression) {
    byte[] rubbish = repeat(64, 0x55, 0x80);
    TiffBuilder page =
        TiffBuilder.page(LITTLE, 300, 300, 8)
            .strip(rubbish)
            .shorts(TiffTag.COMPRESSION, compression);
    assertRefused(page, FailureCode.CORRUPT).hasMessageContaining("of 90000 bytes");
  }

  private int[] first(TiffBuilder tiff) {
    try (DecodedPhoto photo = decode(tiff);
        Indexer samples = photo.picture().mat().createIndexer()) {
      int[] pixel = new int[photo.picture().channels()];
      Arrays.setAll(pixel, c -> (int) samples.getDouble(0, 0, c));
      return pixel;
    }
  }

  private DecodedPhoto decode(TiffBuilder tiff) {
    return decoder.decode(tiff.build(), DecodeSettings.DEFAULT);
  }

  private void assertUnsupported(TiffBuilder tiff, String kind) {
    assertRefused(tiff, FailureCode.UNSUPPORTED_FORMAT)
        .hasMessage("%s is not read yet; convert the photo to TIFF, PNG or JPEG", kind);
  }

  private AbstractThrowableAssert<?, ?> assertRefused(TiffBuilder tiff, FailureCode code) {
    return assertThatThrownBy(() -> decode(tiff).close())
        .isInstanceOfSatisfying(
            PhotoException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  private static byte[] repeat(int times, int... bytes) {
    byte[] all = new byte[times * bytes.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) bytes[i % bytes.length];
    }
    return all;
  }
}
