package dev.heirloom.restoration.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatSnifferTest {

  @ParameterizedTest
  @CsvSource({
    "FFD8FFE0, JPEG",
    "89504E470D0A1A0A, PNG",
    "49492A00, TIFF",
    "4D4D002A, TIFF",
    "49492B00, TIFF",
    "4D4D002B, TIFF",
    "524946460000000057454250, WEBP",
    "424D, BMP",
    "0000000C6A5020200D0A870A, JP2",
    "FF4FFF51, JP2"
  })
  void theFirstBytesDecideTheFormat(String magic, PhotoFormat format) {
    assertThat(FormatSniffer.sniff(file(magic))).isEqualTo(format);
  }

  @ParameterizedTest
  @CsvSource({
    "FF0A, JPEG XL",
    "0000000C4A584C200D0A870A, JPEG XL",
    "0000001866747970686569630000, HEIC",
    "0000001C667479706D696631000000006D696631, HEIC",
    "00000020667479706D6966310000000061766966, AVIF",
    "000000186674797061766966, AVIF",
    "000000186674797063727820, camera RAW (CR3)",
    "46554A4946494C4D4343442D524157, camera RAW (RAF)",
    "49495500, camera RAW (RW2)",
    "255044462D312E37, PDF",
    "474946383961, GIF",
    "38425053, Photoshop (PSD)",
    "00000100, Windows icon (ICO)",
    "974A42320D0A, JBIG2",
    "41542654464F524D, DjVu",
    "762F3101, OpenEXR",
    "50360A, 'Netpbm (PBM, PGM, PPM, PAM, PFM)'",
    "0A050108, PCX",
    "D7CDC69A, WMF"
  })
  void aFormatThatIsNotReadIsNamed(String magic, String name) {
    assertUnsupported(file(magic), name);
  }

  @Test
  void svgIsFoundBehindAnXmlDeclaration() {
    String svg =
        "<?xml version=\"1.0\"?>\n<!-- drawn -->\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    assertUnsupported(svg.getBytes(StandardCharsets.UTF_8), "SVG");
  }

  @Test
  void pictIsFoundBehindItsEmptyHeader() {
    byte[] pict = new byte[600];
    System.arraycopy(new byte[] {0, 0x11, 2, (byte) 0xff}, 0, pict, 522, 4);
    assertUnsupported(pict, "PICT");
  }

  @Test
  void tgaIsFoundByItsFooter() {
    byte[] footer = "TRUEVISION-XFILE.\0".getBytes(StandardCharsets.US_ASCII);
    byte[] tga = new byte[100];
    System.arraycopy(footer, 0, tga, 100 - footer.length, footer.length);
    assertUnsupported(tga, "TGA");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello, world", "P", "B", "RIFF....WAVEfmt ", "<html></html>"})
  void anythingElseIsNoImage(String text) {
    assertRefused(text.getBytes(StandardCharsets.US_ASCII), FailureCode.NOT_AN_IMAGE)
        .hasMessage("the first bytes belong to no known image format");
  }

  private static byte[] file(String hex) {
    byte[] magic = HexFormat.of().parseHex(hex);
    return Arrays.copyOf(magic, 128);
  }

  private static void assertUnsupported(byte[] file, String name) {
    assertRefused(file, FailureCode.UNSUPPORTED_FORMAT)
        .hasMessage("%s is not read yet; convert the photo to TIFF, PNG or JPEG", name);
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(byte[] file, FailureCode code) {
    return assertThatThrownBy(() -> FormatSniffer.sniff(file))
        .isInstanceOfSatisfying(PhotoException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
