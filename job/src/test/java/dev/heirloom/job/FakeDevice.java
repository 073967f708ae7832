package dev.heirloom.job;

import dev.heirloom.restoration.model.DeviceLostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;

/** The GPU of a process. Once it is lost, nothing works there any more. */
public final class FakeDevice {
  private static volatile boolean lost;

  private FakeDevice() {}

  /** As if this were another process. */
  public static void replace() {
    lost = false;
  }

  /** What every photo does first. */
  static void use() {
    if (lost) {
      throw new DeviceLostException(
          "fake", "CUDA failure 719: unspecified launch failure", new IllegalStateException());
    }
  }

  /**
   * Is lost to the first processes that come here, each of which leaves its number in a file {@code
   * lost-1}, {@code lost-2}…; the next one goes on, and leaves the names in the journal in {@code
   * signs}.
   */
  static void loseOnVisits(int losses, Path marks, Path journal) {
    try {
      for (int i = 1; i <= losses; i++) {
        if (isFirstAt(marks.resolve("lost-" + i))) {
          lost = true;
          use();
        }
      }
      Files.writeString(marks.resolve("signs"), names(journal));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFirstAt(Path mark) throws IOException {
    try {
      Files.writeString(mark, SparkEnv.get().executorId(), StandardOpenOption.CREATE_NEW);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static String names(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return "";
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.joining("\n"));
    }
  }
}
