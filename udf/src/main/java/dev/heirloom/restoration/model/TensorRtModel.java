package dev.heirloom.restoration.model;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens models on TensorRT with engines that are built once for a machine. */
final class TensorRtModel {
  private static final Logger LOG = LoggerFactory.getLogger(TensorRtModel.class);

  /** How ONNX Runtime refuses shapes where TensorRT cannot take the graph as a whole. */
  private static final String SHAPES_OF_PARTS_WANTED = "associated profiles";

  private TensorRtModel() {}

  /** Where engines are kept: beside the copies of models. */
  static Path standardFolder() {
    return ModelCache.standardFolder().resolve("tensorrt");
  }

  /**
   * @param batch most samples of one run
   * @param start runs the model for the first time; engines may be built only then
   */
  static <T> T opened(
      ModelFile file, SessionSettings settings, int batch, Function<OnnxModel, T> start) {
    Map<String, String> shapes = TensorRtOptions.shapes(OnnxGraph.of(file), batch);
    EngineKey key = EngineKey.here(file, shapes, settings.deviceId());
    return new EngineFolder(standardFolder(), key)
        .use(folder -> OnnxModel.started(open(file, settings, folder, shapes), start));
  }

  private static OnnxModel open(
      ModelFile file, SessionSettings settings, Path folder, Map<String, String> shapes) {
    Map<String, String> options = new HashMap<>(TensorRtOptions.keepingIn(folder));
    options.putAll(shapes);
    try {
      return OnnxModel.open(file, settings, options);
    } catch (ModelException e) {
      if (shapes.isEmpty() || !wantsShapesOfParts(e)) {
        throw e;
      }
      LOG.warn(
          "TensorRT cannot take model {} as a whole: its engines are built batch by batch",
          file.name());
      return OnnxModel.open(file, settings, TensorRtOptions.keepingIn(folder));
    }
  }

  static boolean wantsShapesOfParts(ModelException refusal) {
    Throwable cause = refusal.getCause();
    return cause != null && String.valueOf(cause.getMessage()).contains(SHAPES_OF_PARTS_WANTED);
  }
}
