package dev.heirloom.restoration.decode;

import static dev.heirloom.restoration.photo.RandomPictures.difference;
import static dev.heirloom.restoration.photo.RandomPictures.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC4;

import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsolatedDecoderTest {
  private static final IsolationSettings LIMITS =
      new IsolationSettings(2048, Duration.ofMinutes(2));

  private static final IsolatedDecoder PROCESSES = new IsolatedDecoder(LIMITS);

  private final PhotoDecoder here = new PhotoDecoder();

  @AfterAll
  static void endProcesses() {
    PROCESSES.close();
  }

  private Picture pixels(byte[] file) {
    return pixels(file, PROCESSES);
  }

  private static Picture pixels(byte[] file, IsolatedDecoder decoder) {
    ImageFile image = ImageFile.of(FormatSniffer.sniff(file), file);
    return new Picture(decoder.pixels(image, image.header()));
  }

  @ParameterizedTest
  @CsvSource({"JPEG, 8, 3", "PNG, 16, 4", "TIFF, 16, 1", "WEBP, 8, 3", "BMP, 8, 3", "JP2, 16, 3"})
  void aProcessApartDecodesTheSamePicture(PhotoFormat format, int bitDepth, int channels) {
    byte[] file;
    try (Picture picture = noise(37, 23, bitDepth, channels, 5)) {
      file = TestFiles.encoded(format, picture);
    }
    try (Picture apart = pixels(file);
        DecodedPhoto local = here.decode(file, DecodeSettings.DEFAULT)) {
      assertThat(apart.mat().type()).isEqualTo(local.picture().mat().type());
      assertThat(difference(apart, local.picture())).isZero();
    }
  }

  @Test
  void aRefusalIsTheSameAndTheProcessServesTheNextPhoto() {
    byte[] good = png(64, 64);
    byte[] damaged = good.clone();
    Arrays.fill(damaged, 60, 90, (byte) 0);
    PhotoException local =
        catchThrowableOfType(
            PhotoException.class, () -> here.decode(damaged, DecodeSettings.DEFAULT));
    try (PhotoDecoder apart = PhotoDecoder.isolated(LIMITS, PixelBudget.UNBOUNDED)) {
      assertThatThrownBy(() -> apart.decode(damaged, DecodeSettings.DEFAULT))
          .isInstanceOf(PhotoException.class)
          .hasMessage(local.getMessage());
    }

    try (Picture first = pixels(good)) {
      long process = onlyProcess().pid();
      assertThatThrownBy(() -> pixels(damaged)).isInstanceOf(PhotoException.class);
      pixels(good).close();
      assertThat(onlyProcess().pid()).isEqualTo(process);
    }
  }

  private DecoderProcess onlyProcess() {
    assertThat(PROCESSES.idle()).hasSize(1);
    return PROCESSES.idle().iterator().next();
  }

  private static byte[] png(int width, int height) {
    try (Picture picture = noise(width, height, 8, 3, 7)) {
      return TestFiles.encoded(PhotoFormat.PNG, picture);
    }
  }

  @Test
  void aPhotoThatTakesTooLongEndsItsProcessOnly() {
    byte[] file = png(2000, 1500);
    try (IsolatedDecoder hasty =
        new IsolatedDecoder(new IsolationSettings(2048, Duration.ofMillis(1)))) {
      assertThatThrownBy(() -> pixels(file, hasty))
          .isInstanceOfSatisfying(
              PhotoException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.POISONED))
          .hasMessage("was not decoded within 0.001 s; the process that decoded it was ended");
      assertThat(hasty.idle()).isEmpty();
    }
  }

  @Test
  void aPhotoThatEndsItsProcessIsToldBySignalAndTheNextGetsAnother() throws Exception {
    byte[] file = png(64, 64);
    ImageFile image = ImageFile.of(PhotoFormat.PNG, file);
    try (DecoderProcess process = DecoderProcess.start(LIMITS)) {
      new ProcessBuilder("kill", "-STOP", "" + process.pid()).start().waitFor();
      CompletableFuture<Void> decoded =
          CompletableFuture.runAsync(
              () -> process.pixels(PhotoFormat.PNG, file, image.header()).close());
      new ProcessBuilder("kill", "-SEGV", "" + process.pid()).start().waitFor();
      new ProcessBuilder("kill", "-CONT", "" + process.pid()).start().waitFor();

      assertThatThrownBy(decoded::get)
          .cause()
          .isInstanceOfSatisfying(
              PhotoException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.POISONED))
          .hasMessageMatching("ended the process that decoded it, by signal (6|11)");
      assertThat(process.isAlive()).isFalse();
    }
    pixels(file).close();
    onlyProcess().close();
    pixels(file).close();
  }

  @Test
  void aPictureThatNeedsMoreMemoryThanAProcessHasIsRefusedAndTheProcessLives() {
    byte[] large;
    try (Picture black = new Picture(new Mat(11_000, 9_000, CV_16UC4, Scalar.all(0)))) {
      large = TestFiles.encoded(PhotoFormat.PNG, black);
    }
    try (IsolatedDecoder small =
        new IsolatedDecoder(new IsolationSettings(1024, Duration.ofMinutes(5)))) {
      pixels(png(64, 64), small).close();
      long process = small.idle().iterator().next().pid();
      assertThatThrownBy(() -> pixels(large, small))
          .isInstanceOfSatisfying(
              PhotoException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.OUT_OF_MEMORY));
      assertThat(small.idle().iterator().next().pid()).isEqualTo(process);
    }
  }

  @Test
  void aProcessThatCannotStartIsTheMachinesFault() {
    String java = System.getProperty("java.home");
    System.setProperty("java.home", "/nowhere");
    byte[] file = png(8, 8);
    try (IsolatedDecoder none = new IsolatedDecoder(LIMITS)) {
      assertThatThrownBy(() -> pixels(file, none))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("a process for decoding does not start within 2048 MiB")
          .hasMessageContaining("allow it more memory");
    } finally {
      System.setProperty("java.home", java);
    }
  }
}
