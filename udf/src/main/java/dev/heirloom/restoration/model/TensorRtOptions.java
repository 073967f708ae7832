package dev.heirloom.restoration.model;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What ONNX Runtime's TensorRT provider is told, as it calls it. */
final class TensorRtOptions {
  private TensorRtOptions() {}

  /** Engines kept in {@code folder} and read from there the next time, always in full precision. */
  static Map<String, String> keepingIn(Path folder) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("trt_engine_cache_enable", "1");
    options.put("trt_engine_cache_path", folder.toString());
    options.put("trt_timing_cache_enable", "1");
    options.put("trt_timing_cache_path", folder.toString());
    // Half precision gives other pixels.
    options.put("trt_fp16_enable", "0");
    return options;
  }

  /**
   * The shapes that an engine is built for: one engine for 1 to {@code batch} samples, fastest at
   * so many. Without them TensorRT builds another engine for each batch larger than those before.
   *
   * @param input of which the batch may be free and nothing else
   * @return nothing where the batch is not free, or cannot be said
   */
  static Map<String, String> shapes(OnnxGraph.Value input, int batch) {
    List<Long> sample =
        input.shape().subList(Math.min(1, input.shape().size()), input.shape().size());
    boolean free = !input.shape().isEmpty() && input.shape().get(0) == -1;
    boolean sayable = !sample.contains(-1L) && !input.name().matches(".*[:,].*");
    if (!free || !sayable) {
      return Map.of();
    }
    Map<String, String> options = new LinkedHashMap<>();
    options.put("trt_profile_min_shapes", shape(input.name(), 1, sample));
    options.put("trt_profile_opt_shapes", shape(input.name(), batch, sample));
    options.put("trt_profile_max_shapes", shape(input.name(), batch, sample));
    return options;
  }

  private static String shape(String name, int batch, List<Long> sample) {
    return "%s:%d%s"
        .formatted(
            name, batch, sample.stream().map(size -> "x" + size).collect(Collectors.joining()));
  }
}
