package dev.heirloom.restoration;

import dev.heirloom.restoration.model.ExecutionProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The name of the processor or GPU, as the kernel gives it. */
final class DeviceName {
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

  private DeviceName() {}

  static String of(ExecutionProvider provider) {
    try {
      return provider == ExecutionProvider.CPU ? value(CPU, "model name") : gpu();
    } catch (IOException e) {
      return provider == ExecutionProvider.CPU ? System.getProperty("os.arch") : "GPU";
    }
  }

  private static String gpu() throws IOException {
    try (Stream<Path> gpus = Files.list(GPUS)) {
      Path first = gpus.sorted().findFirst().orElseThrow(() -> new IOException("no GPU listed"));
      return value(first.resolve("information"), "Model");
    }
  }

  private static String value(Path file, String key) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseThrow(() -> new IOException(file + " has no " + key));
    }
  }
}
