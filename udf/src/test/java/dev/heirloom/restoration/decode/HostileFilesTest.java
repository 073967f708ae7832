package dev.heirloom.restoration.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Odd, damaged and malicious files of many projects' test sets: each gets its expected answer. */
class HostileFilesTest {
  /** Formats that the manifest would have decoded, and that are refused by name for now. */
  private static final Set<String> NOT_READ_YET = Set.of("PPM", "PGM");

  /** Has 99.6 megapixels: the default limit is the 100 above it. */
  private static final String JUST_WITHIN_THE_LIMIT = "thumbor/9643x10328.jpg";

  /** One pixel, and three texts that inflate to 2 MiB each: no bomb. */
  private static final String HARMLESS_TEXTS = "pillow/png_decompression_dos.png";

  /** Has no end-of-image marker: the end of its one scan is missing. */
  private static final String CUT_OFF = "pillow/ultrahdr.jpg";

  private static final Path FOLDER =
      Path.of(System.getProperty("heirloom.testdata", ""), "hostile");

  private final PhotoDecoder decoder = new PhotoDecoder();

  /**
   * @param pixels as stored, {@code WxH}; empty where unknown
   */
  private record Row(
      String file, String format, String expected, String pixels, String orientation) {
    static Row of(String line) {
      String[] cells = line.split("\t", -1);
      return new Row(cells[0], cells[3], cells[5], cells[6], cells[7]);
    }
  }

  /** Either a picture or a refusal. */
  private record Answer(
      Optional<SourceImage> image, int pixels, Optional<FailureCode> code, String message) {
    boolean isPicture() {
      return image.isPresent();
    }

    boolean isRefusal(FailureCode expected) {
      return code.equals(Optional.of(expected));
    }
  }

  @TestFactory
  Stream<DynamicTest> everyHostileFileGetsItsExpectedAnswerTwice() throws IOException {
    Path manifest = FOLDER.resolve("MANIFEST.tsv");
    assumeTrue(
        Files.exists(manifest),
        "226 hostile files are not tested: no folder hostile/ in -Dheirloom.testdata");
    List<String> lines = Files.readAllLines(manifest);
    assertThat(lines).hasSizeGreaterThan(200);
    return lines.stream()
        .skip(1)
        .map(Row::of)
        .map(row -> DynamicTest.dynamicTest(row.file(), () -> check(row)));
  }

  private void check(Row row) throws IOException {
    byte[] file = Files.readAllBytes(FOLDER.resolve(row.file()));
    Answer answer = answer(file);
    assertThat(answer(file)).isEqualTo(answer);
    if (!answer.isPicture()) {
      assertThat(answer.message()).isNotBlank().doesNotContain("\n", "opencv", "/");
    }
    switch (row.expected()) {
      case "decode" -> requirePicture(row, answer);
      case "decode-or-unsupported" -> {
        if (row.file().equals(CUT_OFF)) {
          assertThat(answer.code()).contains(FailureCode.TRUNCATED);
        } else if (!answer.isRefusal(FailureCode.UNSUPPORTED_FORMAT)) {
          requirePicture(row, answer);
        }
      }
      case "tolerate" -> {}
      case "reject" -> assertThat(answer.isPicture()).isFalse();
      case "limit" -> requireLimit(row, answer);
      default -> fail("unknown expectation " + row.expected());
    }
  }

  private static void requirePicture(Row row, Answer answer) {
    if (NOT_READ_YET.contains(row.format())) {
      assertThat(answer.code()).contains(FailureCode.UNSUPPORTED_FORMAT);
      return;
    }
    assertThat(answer.isPicture()).as(answer.message()).isTrue();
    SourceImage image = answer.image().orElseThrow();
    if (!row.orientation().isEmpty()) {
      assertThat(image.orientation()).isEqualTo(Integer.parseInt(row.orientation()));
    }
    boolean lying = image.orientation() >= 5;
    int storedWidth = lying ? image.height() : image.width();
    int storedHeight = lying ? image.width() : image.height();
    if (!row.pixels().isEmpty()) {
      assertThat(storedWidth + "x" + storedHeight).isEqualTo(row.pixels());
    }
  }

  private static void requireLimit(Row row, Answer answer) {
    if (row.file().equals(JUST_WITHIN_THE_LIMIT) || row.file().equals(HARMLESS_TEXTS)) {
      assertThat(answer.isPicture()).isTrue();
    } else {
      assertThat(answer.code().orElseThrow())
          .isIn(FailureCode.TOO_LARGE, FailureCode.UNSUPPORTED_FORMAT);
    }
  }

  private Answer answer(byte[] file) {
    try (DecodedPhoto photo = decoder.decode(file, DecodeSettings.DEFAULT)) {
      byte[] row =
          new byte[(int) (photo.picture().mat().cols() * photo.picture().mat().elemSize())];
      int hash = 1;
      for (int y = 0; y < photo.picture().height(); y++) {
        photo.picture().mat().ptr(y).get(row);
        hash = 31 * hash + Arrays.hashCode(row);
      }
      return new Answer(Optional.of(photo.source()), hash, Optional.empty(), "");
    } catch (PhotoException e) {
      return new Answer(Optional.empty(), 0, Optional.of(e.code()), e.getMessage());
    }
  }
}
