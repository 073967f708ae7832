package dev.heirloom.restoration.decode;

import static dev.heirloom.restoration.photo.RandomPictures.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_ENOMEM;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FfmpegCodecTest {

  /** Runs on a machine for which the library is not there. */
  static final class Program {
    public static void main(String[] arguments) {
      try (FfmpegCodec codec = FfmpegCodec.decoder(CV_8UC3)) {
        System.out.print("the library is there");
      } catch (PhotoException e) {
        System.out.print(e.code() + ": " + e.getMessage());
      }
    }
  }

  @Test
  void aMachineWithoutTheLibraryIsToldSoInOneLine() throws Exception {
    String libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*ffmpeg-[^/]*-linux-x86_64\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                libraries,
                Program.class.getName())
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said)
        .isEqualTo(
            "UNSUPPORTED_FORMAT: JPEG 2000 needs FFmpeg's library, which cannot be loaded on this"
                + " machine (linux-x86_64); convert the photo to TIFF, PNG or JPEG");
  }

  @Test
  void shortageOfMemoryIsNoFaultOfThePhoto() {
    assertThatThrownBy(
            () -> FfmpegCodec.require(AVERROR_ENOMEM(), FailureCode.CORRUPT, "it is damaged"))
        .isInstanceOfSatisfying(
            PhotoException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.OUT_OF_MEMORY))
        .hasMessage("native memory was short for this JPEG 2000 photo");
  }

  @Test
  void onlyPicturesHaveAFormatOfPixels() {
    try (Picture picture = noise(4, 4, 8, 3, 1)) {
      assertThat(FfmpegCodec.pixelFormat(picture.mat().type())).isNotNegative();
    }
    assertThatThrownBy(() -> FfmpegCodec.pixelFormat(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no picture has the type -1");
  }
}
