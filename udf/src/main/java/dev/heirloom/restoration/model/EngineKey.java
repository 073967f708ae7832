package dev.heirloom.restoration.model;

import ai.onnxruntime.OrtEnvironment;
import dev.heirloom.restoration.photo.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that an engine of TensorRT depends on: it is of no use where anything differs.
 *
 * @param gpu model
 * @param tensorRt version of the library
 * @param onnxRuntime version
 * @param model its sha256
 * @param shapes that engines are built for, as options
 */
record EngineKey(
    String gpu,
    String driver,
    String tensorRt,
    String onnxRuntime,
    String model,
    Map<String, String> shapes) {
  private static final Path LOADED = Path.of("/proc/self/maps");
  private static final int NAME_LENGTH = 32;

  /** Loads TensorRT, to see which one it is. */
  static EngineKey here(ModelFile file, Map<String, String> shapes, int deviceId) {
    NvidiaDriver driver = NvidiaDriver.here();
    return new EngineKey(
        driver.gpu(deviceId, System.getenv().getOrDefault("CUDA_VISIBLE_DEVICES", "all")),
        driver.version(),
        GpuLibrary.TENSORRT.complaint().isEmpty() ? tensorRt(LOADED) : "unknown",
        OrtEnvironment.getEnvironment().getVersion(),
        file.sha256(),
        shapes);
  }

  /**
   * The file that was loaded: its name ends in its version, and its size tells where it does not.
   */
  static String tensorRt(Path maps) {
    try (Stream<String> lines = Files.lines(maps)) {
      Optional<Path> library =
          lines
              .filter(line -> line.contains("/libnvinfer.so."))
              .map(line -> Path.of(line.substring(line.indexOf('/'))))
              .findFirst();
      return library.isPresent()
          ? "%s, %d bytes".formatted(library.get().getFileName(), Files.size(library.get()))
          : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Of the folder of these engines. */
  String folderName() {
    return Sha256.of(description().getBytes(StandardCharsets.UTF_8)).substring(0, NAME_LENGTH);
  }

  /** A line for each thing. */
  String description() {
    return """
        GPU           %s
        driver        %s
        TensorRT      %s
        ONNX Runtime  %s
        model         %s
        shapes        %s
        """
        .formatted(gpu, driver, tensorRt, onnxRuntime, model, shapes.values());
  }
}
