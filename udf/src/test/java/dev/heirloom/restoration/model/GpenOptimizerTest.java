package dev.heirloom.restoration.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.heirloom.restoration.model.OnnxModel.Tensor;
import dev.heirloom.restoration.photo.Sha256;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published stand-ins are made by scripts/model/published_stand_ins.py. */
class GpenOptimizerTest {
  private static final SessionSettings CPU = SessionSettings.alone(Device.CPU);
  private static final double ROUNDING = 1e-4;

  @TempDir Path folder;

  private ModelFile.Cached file(String name) throws IOException {
    byte[] bytes = TinyModels.bytes(name);
    Path path = Files.write(folder.resolve(name + ".onnx"), bytes);
    return new ModelFile.Cached(name, Sha256.of(bytes), path);
  }

  private ModelFile.Cached optimized(String name) throws IOException {
    OptimizedGpen result = GpenOptimizer.optimize(file(name), folder.resolve("optimized.onnx"));
    return new ModelFile.Cached("optimized", result.sha256(), result.file());
  }

  @ParameterizedTest
  @CsvSource({
    "published-traced-256, 256",
    "published-traced-512, 512",
    "published-simplified-256, 256",
    "published-simplified-512, 512"
  })
  void aPublishedGraphBecomesAnEqualOneThatTakesBatches(String name, int side) throws IOException {
    int values = 3 * side * side;
    float[] faces = new float[4 * values];
    Random random = new Random(7);
    for (int i = 0; i < faces.length; i++) {
      faces[i] = 2 * random.nextFloat() - 1;
    }
    float[] expected = new float[faces.length];
    try (OnnxModel original = OnnxModel.open(file(name), CPU)) {
      for (int i = 0; i < 4; i++) {
        float[] face = Arrays.copyOfRange(faces, i * values, (i + 1) * values);
        System.arraycopy(run(original, face, 1, side), 0, expected, i * values, values);
      }
    }
    assertThat(expected[0]).as("each face has a result of its own").isNotEqualTo(expected[values]);

    try (OnnxModel optimized = OnnxModel.open(optimized(name), CPU)) {
      for (int batch : List.of(1, 2, 4)) {
        float[] input = Arrays.copyOf(faces, batch * values);
        assertThat(largestDifference(run(optimized, input, batch, side), expected))
            .isLessThan(ROUNDING);
      }
      List<Long> shape = List.of(-1L, 3L, (long) side, (long) side);
      assertThat(optimized.graph().inputs().get(0).shape()).isEqualTo(shape);
      assertThat(optimized.graph().outputs().get(0).shape()).isEqualTo(shape);
    }
  }

  private static float[] run(OnnxModel model, float[] input, int batch, int side) {
    FloatBuffer output =
        model
            .run(new Tensor(FloatBuffer.wrap(input), batch, 3, side, side), "output")
            .get(0)
            .data();
    float[] values = new float[output.remaining()];
    output.get(values);
    return values;
  }

  private static double largestDifference(float[] actual, float[] expected) {
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
    }
    return largest;
  }

  @Test
  void everyConvolutionHasAConstantWeight() throws IOException {
    EditableGraph graph = EditableGraph.of(Wire.mapped(optimized("published-traced-256").path()));
    assertThat(graph.nodes())
        .noneMatch(node -> ModulatedConvolution.hasComputedWeight(graph, node))
        .anyMatch(node -> node.is("ConvTranspose"));
  }

  @Test
  void theResultSaysWhatItWasMadeOfAndWhatItIs() throws IOException {
    ModelFile.Cached source = file("published-simplified-256");
    OptimizedGpen result = GpenOptimizer.optimize(source, folder.resolve("optimized.onnx"));

    assertThat(result.convolutions()).isEqualTo(20);
    assertThat(result.difference()).isBetween(0.0, ROUNDING);
    assertThat(result.time().gain())
        .isCloseTo(result.time().before() / result.time().after(), within(1e-9));
    byte[] bytes = Files.readAllBytes(result.file());
    assertThat(result.sha256()).isEqualTo(Sha256.of(bytes));
    try (OnnxModel model =
        OnnxModel.open(new ModelFile.Cached("x", result.sha256(), result.file()), CPU)) {
      assertThat(model.graph().metadata()).containsEntry(GpenOptimizer.SOURCE, source.sha256());
      int entry = bytes.length - 2 - (2 + GpenOptimizer.CONTENT.length()) - (2 + 64);
      assertThat(model.graph().metadata())
          .containsEntry(GpenOptimizer.CONTENT, Sha256.of(Arrays.copyOf(bytes, entry)));
    }
    try (var files = Files.list(folder)) {
      assertThat(files).as("nothing is left behind").hasSize(2);
    }
  }

  @Test
  void whatIsOptimizedIsNotOptimizedAgain() throws IOException {
    assertRefused(optimized("published-simplified-256"), "it is optimized already");
  }

  @Test
  void otherNetworksAreRefused() throws IOException {
    assertRefused(file("brighter"), "none of its convolutions computes its weight");
    assertRefused(file("identity-dynamic"), "takes batches already");
    assertRefused(file("external-weights"), "keeps its weights in other files");
  }

  @Test
  void aNetworkThatDrawsNoiseIsRefused() throws IOException {
    ModelFile.Cached file =
        changed(
            graph -> {
              GraphNode first = graph.nodes().get(0);
              graph.replace(
                  first, List.of(GraphNode.of("RandomNormalLike", "noise", "input"), first));
            });
    assertRefused(file, "draws random noise (RandomNormalLike)");
  }

  @Test
  void aWeightOfAnotherFormIsRefused() throws IOException {
    ModelFile.Cached file =
        changed(
            graph -> {
              GraphNode root =
                  graph.nodes().stream().filter(n -> n.is("ReduceSum")).findFirst().orElseThrow();
              graph.replace(
                  root, List.of(root.withOutput("sum"), GraphNode.of("Abs", root.output(), "sum")));
            });
    assertRefused(file, "is not a float32 constant times a style");
  }

  @Test
  void aResultThatDiffersIsNotWritten() throws IOException {
    // The brightest value of two faces is not that of each.
    ModelFile.Cached file =
        changed(
            graph -> {
              GraphNode last = graph.producer("output").orElseThrow();
              graph.replace(
                  last,
                  List.of(
                      last.withOutput("faces"),
                      GraphNode.of("ReduceMax", "brightest", "faces"),
                      GraphNode.of("Sub", "output", "faces", "brightest")));
            });
    assertRefused(file, "its results would differ by");
  }

  private ModelFile.Cached changed(Consumer<EditableGraph> change) throws IOException {
    EditableGraph graph =
        EditableGraph.of(ByteString.copyFrom(TinyModels.bytes("published-simplified-256")));
    change.accept(graph);
    Path path = folder.resolve("changed.onnx");
    graph.write(path);
    return new ModelFile.Cached("changed", Sha256.of(path), path);
  }

  private void assertRefused(ModelFile.Cached file, String reason) {
    Path target = folder.resolve("refused.onnx");
    assertThatThrownBy(() -> GpenOptimizer.optimize(file, target))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model " + file.name())
        .hasMessageContaining(reason);
    assertThat(target).doesNotExist();
  }
}
