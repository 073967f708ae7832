package dev.heirloom.restoration.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What NVIDIA's kernel module says of itself and its GPUs.
 *
 * @param version such as 570.86.15; "unknown" where it does not say
 * @param gpus model of each GPU, in the order of their addresses
 */
record NvidiaDriver(String version, List<String> gpus) {
  private static final Path PROC = Path.of("/proc/driver/nvidia");
  private static final Pattern VERSION = Pattern.compile("\\b\\d+\\.\\d+(\\.\\d+)*\\b");

  NvidiaDriver {
    gpus = List.copyOf(gpus);
  }

  static NvidiaDriver here() {
    return in(PROC);
  }

  static NvidiaDriver in(Path proc) {
    Matcher version = VERSION.matcher(firstLine(proc.resolve("version"), ""));
    return new NvidiaDriver(version.find() ? version.group() : "unknown", gpus(proc));
  }

  private static List<String> gpus(Path proc) {
    try (Stream<Path> gpus = Files.list(proc.resolve("gpus"))) {
      return gpus.sorted().map(gpu -> model(gpu.resolve("information"))).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String model(Path information) {
    return firstLine(information, "Model:").replace("Model:", "").strip();
  }

  private static String firstLine(Path file, String prefix) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.startsWith(prefix)).findFirst().orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * The model of a GPU. CUDA numbers GPUs in an order of its own: where models differ, all are
   * named, with the number and what the process may see.
   *
   * @param ordinal as CUDA counts
   * @param visible CUDA_VISIBLE_DEVICES
   */
  String gpu(int ordinal, String visible) {
    List<String> different = gpus.stream().distinct().toList();
    return switch (different.size()) {
      case 0 -> "unknown";
      case 1 -> different.get(0);
      default -> "%d of (%s) in %s".formatted(ordinal, visible, String.join(", ", gpus));
    };
  }
}
