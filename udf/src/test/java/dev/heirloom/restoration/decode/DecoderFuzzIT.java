package dev.heirloom.restoration.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Hostile files, damaged further at random, through decoders in a process apart, which native code
 * may end. {@code -Dheirloom.seed} repeats; {@code -Dheirloom.mutations=100000} takes some minutes.
 */
class DecoderFuzzIT {
  private static final int MUTATIONS = Integer.getInteger("heirloom.mutations", 2000);
  private static final long SEED = Long.getLong("heirloom.seed", 1910);
  private static final Path FOLDER =
      Path.of(System.getProperty("heirloom.testdata", ""), "hostile");

  /** Larger files are slow to read, and have the same headers. */
  private static final int LARGEST_FILE = 256 << 10;

  /** So that a picture of a false size is large, and not the whole time of the test. */
  private static final DecodeSettings SMALL = new DecodeSettings(12);

  /** A picture of 12 megapixels with four channels of 16 bit has 92 MiB. */
  private static final long PEAK_MEBIBYTES = 700;

  private static final IsolationSettings LIMITS =
      new IsolationSettings(2048, Duration.ofMinutes(2));

  /**
   * @param pixels hash of the picture; empty if it was refused
   */
  private record Answer(String pixels, String refusal) {
    boolean isPicture() {
      return !pixels.isEmpty();
    }
  }

  private final Random random = new Random(SEED);
  private final Map<String, Integer> answers = new TreeMap<>();

  @Test
  void damagedFilesGetTheSameAnswerTwiceAndHalfPicturesNone() throws IOException {
    assumeTrue(
        Files.isDirectory(FOLDER),
        "damaged hostile files are not tested: no folder hostile/ in -Dheirloom.testdata");
    List<Path> names = files();
    try (IsolatedDecoder processes = new IsolatedDecoder(LIMITS)) {
      for (int i = 0; i < MUTATIONS; i++) {
        mutate(i, names, processes);
      }
      assertThat(peakMebibytes(processes)).as("MiB of the process").isLessThan(PEAK_MEBIBYTES);
    }
    System.out.printf("%d mutations with seed %d: %s%n", MUTATIONS, SEED, answers);
    assertThat(answers.get("picture")).as("some damage is not seen").isPositive();
    assertThat(answers.keySet()).contains("CORRUPT", "TRUNCATED");
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> size(file) > 0 && size(file) <= LARGEST_FILE)
          .sorted()
          .toList();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void mutate(int number, List<Path> names, IsolatedDecoder processes) throws IOException {
    Path name = names.get(random.nextInt(names.size()));
    byte[] file = Files.readAllBytes(name);
    byte[] other = Files.readAllBytes(names.get(random.nextInt(names.size())));
    Mutation mutation = Mutation.values()[random.nextInt(Mutation.values().length)];
    byte[] damaged = mutation.of(file, other, random);
    String what = "mutation %d, %s of %s".formatted(number, mutation, name);

    Answer answer = answer(damaged, processes, what);
    assertThat(answer(damaged, processes, what)).as(what).isEqualTo(answer);
    if (mutation == Mutation.CUT && answer.isPicture()) {
      assertThat(answer.pixels())
          .as("half a picture: %s", what)
          .isEqualTo(answer(file, processes, what).pixels());
    }
  }

  private Answer answer(byte[] file, IsolatedDecoder processes, String what) {
    try (DecodedPhoto photo =
        new PhotoDecoder(processes, PixelBudget.UNBOUNDED).decode(file, SMALL)) {
      answers.merge("picture", 1, Integer::sum);
      return new Answer(hash(photo.picture()), "");
    } catch (PhotoException e) {
      if (e.code() == FailureCode.POISONED) {
        System.out.printf("%s: %s%n", what, e.getMessage());
      }
      answers.merge(e.code().name(), 1, Integer::sum);
      return new Answer("", e.code() + " " + e.getMessage());
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what, e);
    }
  }

  private static String hash(Picture picture) {
    byte[] row = new byte[Math.toIntExact(picture.mat().cols() * picture.mat().elemSize())];
    long hash = picture.width();
    for (int y = 0; y < picture.height(); y++) {
      picture.mat().ptr(y).get(row);
      hash = 31 * hash + Arrays.hashCode(row);
    }
    return Long.toHexString(hash);
  }

  /** The most memory that the process has had, as Linux counts it. */
  private static long peakMebibytes(IsolatedDecoder processes) throws IOException {
    long peak = 0;
    for (DecoderProcess process : processes.idle()) {
      try (Stream<String> lines =
          Files.lines(Path.of("/proc/%d/status".formatted(process.pid())))) {
        peak =
            Math.max(
                peak,
                lines
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .sum());
      }
    }
    return peak;
  }
}
