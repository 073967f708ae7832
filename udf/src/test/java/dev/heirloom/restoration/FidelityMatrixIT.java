package dev.heirloom.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.decode.SourceImage;
import dev.heirloom.restoration.encode.EncodeSettings;
import dev.heirloom.restoration.encode.EncodedPhoto;
import dev.heirloom.restoration.encode.Encoding;
import dev.heirloom.restoration.encode.PhotoEncoder;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.RandomPictures;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds FIDELITY.md to what tools of other people find in the files. */
class FidelityMatrixIT {
  private static final Path PAGE = Path.of("../FIDELITY.md");
  private static final List<PhotoFormat> TAGGED =
      List.of(
          PhotoFormat.JPEG, PhotoFormat.PNG, PhotoFormat.TIFF, PhotoFormat.WEBP, PhotoFormat.JP2);

  /** What exiftool calls the sign by which each property is known. */
  private static final Map<String, String> SIGNS =
      Map.of(
          "ICC profile", "-ICC_Profile:ProfileDescription",
          "EXIF", "-EXIF:Artist",
          "XMP", "-XMP-dc:Title",
          "IPTC", "-IPTC:Keywords",
          "comment", "-Comment");

  private static final Map<String, Map<PhotoFormat, String>> MATRIX = new LinkedHashMap<>();

  @TempDir private Path folder;

  private final PhotoDecoder decoder = new PhotoDecoder();
  private final PhotoEncoder encoder = new PhotoEncoder();

  @BeforeAll
  static void readThePage() throws IOException {
    for (String line : Files.readAllLines(PAGE)) {
      String[] cells = line.split("\\|");
      if (cells.length == 8 && !cells[1].contains("property") && !cells[1].contains("-")) {
        Map<PhotoFormat, String> row = new LinkedHashMap<>();
        for (PhotoFormat format : PhotoFormat.values()) {
          row.put(format, cells[2 + column(format)].strip());
        }
        MATRIX.put(cells[1].strip(), row);
      }
    }
  }

  private static int column(PhotoFormat format) {
    return List.of("JPEG", "PNG", "TIFF", "WEBP", "BMP", "JP2").indexOf(format.name());
  }

  @Test
  void thePageHasARowForEachProperty() {
    assertThat(MATRIX).hasSize(15).containsKeys(SIGNS.keySet().toArray(String[]::new));
    assertThat(MATRIX.values().stream().flatMap(row -> row.values().stream()).distinct())
        .containsExactlyInAnyOrder("kept", "converted", "left out", "refused");
  }

  static Stream<Arguments> everyWayFromFormatToFormat() {
    return TAGGED.stream()
        .flatMap(from -> Arrays.stream(PhotoFormat.values()).map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest
  @MethodSource("everyWayFromFormatToFormat")
  void exiftoolFindsWhatThePageSays(PhotoFormat from, PhotoFormat to) throws Exception {
    requireTool("exiftool", "libimage-exiftool-perl");
    Path original = tagged(from);
    Path restored = restored(original, to);
    for (Map.Entry<String, String> sign : SIGNS.entrySet()) {
      String before = exiftool(original, "-s3", sign.getValue());
      String after = exiftool(restored, "-s3", sign.getValue());
      boolean kept = MATRIX.get(sign.getKey()).get(to).equals("kept");
      assertThat(after)
          .as("%s from %s to %s", sign.getKey(), from, to)
          .isEqualTo(kept ? before : "");
    }
    assertThat(exiftool(restored, "-s3", "-n", "-Orientation", "-XMP-tiff:Orientation").lines())
        .allMatch("1"::equals);
    assertThat(exiftool(restored, "-s3", "-ImageSize")).isEqualTo("60x90");
    assertThat(exiftool(restored, "-s3", "-Error")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(PhotoFormat.class)
  void bothResolutionsAreKeptAndTurnWithThePicture(PhotoFormat to) throws Exception {
    requireTool("exiftool", "libimage-exiftool-perl");
    Path restored = restored(tagged(PhotoFormat.JPEG), to);
    String[] names =
        switch (to) {
          case PNG -> new String[] {"-PNG-pHYs:PixelsPerUnitX", "-PNG-pHYs:PixelsPerUnitY"};
          case BMP -> new String[] {"-PixelsPerMeterX", "-PixelsPerMeterY"};
          case JP2 -> new String[] {"-Jpeg2000:CaptureXResolution", "-Jpeg2000:CaptureYResolution"};
          default -> new String[] {"-XResolution", "-YResolution"};
        };
    double unit =
        switch (to) {
          case PNG, BMP -> 0.0254;
          case JP2 -> 2.54;
          default -> 1;
        };
    assertThat(MATRIX.get("resolution").get(to)).isEqualTo("kept");
    // The stored picture has 300 by 600, and lies on its side.
    assertThat(Double.parseDouble(exiftool(restored, "-s3", "-n", names[0])) * unit)
        .isCloseTo(600, within(0.02));
    assertThat(Double.parseDouble(exiftool(restored, "-s3", "-n", names[1])) * unit)
        .isCloseTo(300, within(0.02));
  }

  @ParameterizedTest
  @EnumSource(PhotoFormat.class)
  void theThumbnailIsThatOfTheRestoredPicture(PhotoFormat to) throws Exception {
    requireTool("exiftool", "libimage-exiftool-perl");
    Path thumbnail = folder.resolve("thumbnail.jpg");
    try (Picture picture = RandomPictures.noise(90, 60, 8, 3, 8)) {
      Files.write(
          thumbnail, Encoding.encode(picture, CarriedMetadata.NONE, PhotoFormat.JPEG).bytes());
    }
    Path original = tagged(PhotoFormat.JPEG);
    exiftool(original, "-overwrite_original", "-ThumbnailImage<=" + thumbnail);
    Path restored = restored(original, to);
    byte[] found = run(List.of("exiftool", "-b", "-ThumbnailImage", restored.toString()));
    if (MATRIX.get("EXIF thumbnail").get(to).equals("converted")) {
      try (DecodedPhoto small = decode(found);
          DecodedPhoto whole = decode(Files.readAllBytes(restored))) {
        assertThat(small.source().width()).isEqualTo(60);
        assertThat(RandomPictures.difference(bgr(small), bgr(whole))).isLessThan(60);
      }
    } else {
      assertThat(found).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(PhotoFormat.class)
  void pixelsDepthGrayAndAlphaAreAsThePageSays(PhotoFormat to) {
    assertKept("pixels outside the faces", to, 8, 3);
    assertKept("16 bit", to, 16, 3);
    assertKept("gray", to, 8, 1);
    assertKept("alpha", to, 8, 4);
  }

  private void assertKept(String property, PhotoFormat to, int bitDepth, int channels) {
    try (Picture picture = RandomPictures.noise(50, 40, bitDepth, channels, 3)) {
      opaqueWhereWebpForgetsColours(picture);
      EncodedPhoto file = Encoding.encode(picture, CarriedMetadata.NONE, to);
      try (DecodedPhoto again = decode(file.bytes())) {
        boolean same =
            again.picture().mat().type() == picture.mat().type()
                && Double.isNaN(Encoding.psnr(picture, file));
        boolean onlyLossy = to == PhotoFormat.JPEG && property.equals("gray");
        assertThat(same || onlyLossy)
            .as("%s in %s", property, to)
            .isEqualTo(MATRIX.get(property).get(to).equals("kept"));
        if (onlyLossy) {
          assertThat(again.picture().channels()).isEqualTo(1);
        }
      }
    }
  }

  private static void opaqueWhereWebpForgetsColours(Picture picture) {
    if (picture.channels() == 4) {
      for (int y = 0; y < picture.height(); y++) {
        for (int x = 0; x < picture.width(); x++) {
          picture.mat().ptr(y, x).put(3, (byte) (1 + (x + y) % 255));
        }
      }
    }
  }

  @Test
  void libtiffReadsWhatIsWrittenWithoutAWarning() throws Exception {
    requireTool("tiffinfo", "libtiff-tools");
    requireTool("exiftool", "libimage-exiftool-perl");
    Path restored = restored(tagged(PhotoFormat.JPEG), PhotoFormat.TIFF);
    String said =
        new String(run(List.of("tiffinfo", "-D", restored.toString())), StandardCharsets.UTF_8);
    assertThat(said)
        .contains("Image Width: 60 Image Length: 90", "Resolution: 600, 300 pixels/inch")
        .contains("Artist: Anna", "ICC Profile", "XMLPacket")
        .doesNotContainIgnoringCase("warning", "error");
  }

  @ParameterizedTest
  @CsvSource({"8, 1", "8, 3", "8, 4", "16, 1", "16, 3", "16, 4"})
  void openJpegReadsTheSamplesThatWereWritten(int bitDepth, int channels) throws Exception {
    try (Picture picture = RandomPictures.noise(150, 190, bitDepth, channels, 3)) {
      EncodedPhoto file = Encoding.encode(picture, CarriedMetadata.NONE, PhotoFormat.JP2);
      try (Picture again = new OpenJpeg(folder).decompress(file.bytes(), "jp2")) {
        assertThat(again.mat().type()).isEqualTo(picture.mat().type());
        assertThat(RandomPictures.difference(picture, again)).isZero();
      }
    }
  }

  /** A picture on its side with all there is to carry, as exiftool writes it. */
  private Path tagged(PhotoFormat format) throws Exception {
    Path file = folder.resolve("original." + format.extension());
    try (Picture picture = RandomPictures.smooth(90, 60, 8, 3, 5)) {
      Files.write(file, Encoding.encode(picture, CarriedMetadata.NONE, format).bytes());
    }
    Path profile = folder.resolve("srgb.icc");
    Files.write(profile, ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());
    exiftool(
        file,
        "-m",
        "-overwrite_original",
        "-EXIF:Artist=Anna",
        "-EXIF:Orientation#=6",
        "-EXIF:XResolution=300",
        "-EXIF:YResolution=600",
        "-EXIF:ResolutionUnit=inches",
        "-JFIF:XResolution=300",
        "-JFIF:YResolution=600",
        "-JFIF:ResolutionUnit=inches",
        "-XMP-dc:Title=Wedding",
        "-XMP-tiff:Orientation#=6",
        "-IPTC:Keywords=bride",
        "-Comment=from box 7",
        "-ICC_Profile<=" + profile);
    return file;
  }

  /** Through this program, with one patch painted over as a face would be. */
  private Path restored(Path original, PhotoFormat to) throws IOException {
    Path restored = folder.resolve("restored." + to.extension());
    try (DecodedPhoto photo = decode(Files.readAllBytes(original))) {
      SourceImage source = photo.source();
      SourceImage target =
          new SourceImage(
              to, source.width(), source.height(), 8, source.channels(), source.orientation(), 0);
      EncodedPhoto file =
          encoder.encode(photo.picture(), target, photo.carried(), EncodeSettings.DEFAULT);
      Files.write(restored, file.bytes());
    }
    return restored;
  }

  private DecodedPhoto decode(byte[] file) {
    return decoder.decode(file, DecodeSettings.DEFAULT);
  }

  private static Picture bgr(DecodedPhoto photo) {
    return photo.picture().toBgr8();
  }

  private static String exiftool(Path file, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("exiftool"));
    command.addAll(List.of(arguments));
    command.add(file.toString());
    return new String(run(command), StandardCharsets.UTF_8).strip();
  }

  private static byte[] run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] said = process.getInputStream().readAllBytes();
    process.waitFor();
    return said;
  }

  private static void requireTool(String tool, String debianPackage) {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
    assumeTrue(there, "%s is missing: install %s".formatted(tool, debianPackage));
  }
}
