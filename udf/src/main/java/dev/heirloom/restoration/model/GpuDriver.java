package dev.heirloom.restoration.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks for NVIDIA's driver library without loading it: asking ONNX Runtime for CUDA unpacks 587 MB
 * even where it then fails.
 */
public final class GpuDriver {
  private static final List<String> FOLDERS =
      List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/nvidia/lib64");

  private GpuDriver() {}

  /** Whether it is there; then the device {@link Device#AUTO} is the GPU. */
  public static boolean isPresent() {
    String path = System.getenv().getOrDefault("LD_LIBRARY_PATH", "");
    return Stream.concat(FOLDERS.stream(), Arrays.stream(path.split(":")))
        .filter(folder -> !folder.isBlank())
        .anyMatch(folder -> Files.exists(Path.of(folder, "libcuda.so.1")));
  }
}
