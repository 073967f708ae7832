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
   * The shapes that an engine is built for: one engine for 1 to {@code batch} samples of all sizes,
   * fastest at so many of the largest. Without them TensorRT builds another engine for each shape
   * that is out of the range of those before.
   *
   * @param graph of one input
   * @return nothing where the batch is not free, or more is free than {@link OnnxGraph#sides} says
   */
  static Map<String, String> shapes(OnnxGraph graph, int batch) {
    OnnxGraph.Value input = graph.inputs().get(0);
    List<Long> shape = input.shape();
    boolean freeBatch = !shape.isEmpty() && shape.get(0) == -1;
    boolean freeSample = shape.lastIndexOf(-1L) > 0;
    boolean freeSideOnly = !graph.sides().isEmpty() && shape.get(1) != -1;
    boolean sayable = (!freeSample || freeSideOnly) && !input.name().matches(".*[:,].*");
    if (!freeBatch || !sayable) {
      return Map.of();
    }
    String largest = shape(graph, batch, graph.sides().size() - 1);
    Map<String, String> options = new LinkedHashMap<>();
    options.put("trt_profile_min_shapes", shape(graph, 1, 0));
    options.put("trt_profile_opt_shapes", largest);
    options.put("trt_profile_max_shapes", largest);
    return options;
  }

  /**
   * @param which of the sides, where one is free
   */
  private static String shape(OnnxGraph graph, int batch, int which) {
    OnnxGraph.Value input = graph.inputs().get(0);
    return "%s:%d%s"
        .formatted(
            input.name(),
            batch,
            input.shape().stream()
                .skip(1)
                .map(size -> "x" + (size == -1 ? graph.sides().get(which) : size))
                .collect(Collectors.joining()));
  }
}
