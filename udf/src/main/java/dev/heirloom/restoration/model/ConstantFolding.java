package dev.heirloom.restoration.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the graphs of different exporters into one form: ONNX Runtime works out whatever does not
 * depend on the input (scaled weights, sizes, repeated constants), and nothing else.
 */
final class ConstantFolding {
  private static final String SIZES = ":sizes";

  private final String name;
  private final Path folder;

  /**
   * @param name of the model, for complaints
   * @param folder for files on the way
   */
  ConstantFolding(String name, Path folder) {
    this.name = name;
    this.folder = folder;
  }

  /**
   * The same graph with everything constant worked out.
   *
   * @throws ModelException if ONNX Runtime cannot load the graph
   * @throws IOException if the folder cannot be used
   */
  EditableGraph fold(EditableGraph graph) throws IOException {
    Path folded = folder.resolve("folded.onnx");
    try (SessionOptions options = options()) {
      options.setOptimizationLevel(OptLevel.BASIC_OPT);
      options.setOptimizedModelFilePath(folded.toString());
      // Opening it writes the file.
      open(graph, options).close();
      return EditableGraph.of(Wire.mapped(folded));
    } catch (OrtException e) {
      throw notOpened(e);
    }
  }

  /**
   * The sizes of values inside the graph, outermost first.
   *
   * @param graph with one input, whose size is fixed
   * @throws ModelException if ONNX Runtime cannot run the graph
   * @throws IOException if the folder cannot be used
   */
  Map<String, List<Long>> sizes(EditableGraph graph, List<String> values) throws IOException {
    EditableGraph reporting = graph.copy();
    values.forEach(value -> reporting.reportSizes(value, value + SIZES));
    Map<String, List<Long>> sizes = new LinkedHashMap<>();
    try (SessionOptions options = options();
        OrtSession session = open(reporting, options);
        OnnxTensor black = black(session);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), black))) {
      for (String value : values) {
        long[] measured = (long[]) result.get(value + SIZES).orElseThrow().getValue();
        sizes.put(value, Arrays.stream(measured).boxed().toList());
      }
      return sizes;
    } catch (OrtException e) {
      throw notOpened(e);
    }
  }

  private static SessionOptions options() throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    return options;
  }

  private OrtSession open(EditableGraph graph, SessionOptions options)
      throws OrtException, IOException {
    Path file = folder.resolve("graph.onnx");
    graph.write(file);
    return OrtEnvironment.getEnvironment().createSession(file.toString(), options);
  }

  private static OnnxTensor black(OrtSession session) throws OrtException {
    TensorInfo input = (TensorInfo) session.getInputInfo().values().iterator().next().getInfo();
    long[] shape = input.getShape();
    int values = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), FloatBuffer.allocate(values), shape);
  }

  private ModelException notOpened(OrtException e) {
    return new ModelException(
        "model %s cannot be opened: %s".formatted(name, SessionFactory.reason(e)), e);
  }
}
