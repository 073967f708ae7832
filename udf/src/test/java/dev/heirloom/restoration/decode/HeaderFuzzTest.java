package dev.heirloom.restoration.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.RandomPictures;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is read of a file in Java before native code sees it. As a test it runs over the files below
 * and over those that once broke it; with {@code JAZZER_FUZZ=1} in the environment and {@code
 * -Djazzer.hooks=true} it looks for others, led by the branches that the code takes.
 */
class HeaderFuzzTest {
  @MethodSource("files")
  @FuzzTest(maxDuration = "10m")
  void aHeaderIsReadOrRefused(byte[] file) {
    try {
      ImageFile image = ImageFile.of(FormatSniffer.sniff(file), file);
      ImageHeader header = image.header();
      assertThat(header.width()).isPositive();
      assertThat(header.height()).isPositive();
      assertThat(header.orientation()).isBetween(1, 8);
      image.obstacle();
      image.metadata().upright(header.orientation(), header.width(), header.height()).build();
      image.requireComplete();
    } catch (PhotoException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    } catch (IndexOutOfBoundsException e) {
      // A file that ends too early is refused by whoever asked.
      assertThat(file).as("ends inside its header").isNotEmpty();
    }
  }

  /** One of each format, with and without orientation, whole and cut off. */
  static Stream<byte[]> files() {
    return Arrays.stream(PhotoFormat.values()).flatMap(HeaderFuzzTest::files);
  }

  private static Stream<byte[]> files(PhotoFormat format) {
    try (Picture picture = RandomPictures.noise(7, 5, 8, 3, 1910)) {
      byte[] file = TestFiles.encoded(format, picture);
      byte[] cut = Arrays.copyOf(file, file.length / 2);
      return switch (format) {
        case TIFF, BMP -> Stream.of(file, cut);
        default -> Stream.of(file, cut, TestFiles.withOrientation(format, file, 6));
      };
    }
  }
}
