package dev.heirloom.restoration.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.heirloom.restoration.model.OnnxGraph.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TensorRtOptionsTest {
  @Test
  void enginesAndTimingsAreKeptAndPixelsAreNotRounded() {
    assertThat(TensorRtOptions.keepingIn(Path.of("/var/engines")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "trt_engine_cache_enable", "1",
                "trt_engine_cache_path", "/var/engines",
                "trt_timing_cache_enable", "1",
                "trt_timing_cache_path", "/var/engines",
                "trt_fp16_enable", "0"));
  }

  @Test
  void theRestorerOnBoardHasOneEngineForAllBatchesAndSizes() {
    OnnxGraph graph = OnnxGraph.of(ModelCatalog.onBoard().file("gpen-512"));
    String name = graph.inputs().get(0).name();

    assertThat(TensorRtOptions.shapes(graph, 8))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "trt_profile_min_shapes", name + ":1x3x256x256",
                "trt_profile_opt_shapes", name + ":8x3x512x512",
                "trt_profile_max_shapes", name + ":8x3x512x512"));
  }

  @Test
  void aModelThatTakesOneFaceAtATimeNeedsNoShapes() {
    assertThat(shapes("face", 1L, 3L, 256L, 256L)).isEmpty();
  }

  @Test
  void aModelOfOneSizeHasOneEngineForAllBatches() {
    assertThat(shapes("face", -1L, 3L, 256L, 256L))
        .containsEntry("trt_profile_min_shapes", "face:1x3x256x256")
        .containsEntry("trt_profile_max_shapes", "face:8x3x256x256");
  }

  @Test
  void whatCannotBeSaidIsLeftToTensorRt() {
    assertThat(shapes("face", -1L, 3L, -1L, -1L)).isEmpty();
    assertThat(shapes("face", -1L, -1L, 256L, 256L)).isEmpty();
    assertThat(shapes("face:0", -1L, 3L, 256L, 256L)).isEmpty();
    assertThat(shapes("a,b", -1L, 3L, 256L, 256L)).isEmpty();
    assertThat(shapes("scalar")).isEmpty();
  }

  private static Map<String, String> shapes(String name, Long... shape) {
    Value input = new Value(name, Value.FLOAT, List.of(shape));
    return TensorRtOptions.shapes(
        new OnnxGraph(List.of(input), List.of(), Set.of(), false, Map.of()), 8);
  }

  @Test
  void aGraphThatIsTakenInPartsIsKnownByTheRefusal() {
    ModelException parts =
        new ModelException(
            "model gpen-512 cannot be opened: User needs to provide all the dynamic shape inputs",
            new OrtException(
                "User needs to provide all the dynamic shape inputs with associated profiles if they want to explicitly set profiles through provider options.\nFollowing input(s) has no associated shape profiles provided: /up/Concat_output_0"));
    assertThat(TensorRtModel.wantsShapesOfParts(parts)).isTrue();
    assertThat(TensorRtModel.wantsShapesOfParts(new ModelException("no room"))).isFalse();
    assertThat(
            TensorRtModel.wantsShapesOfParts(
                new ModelException("no", new OrtException("CUDA failure 2: out of memory"))))
        .isFalse();
  }
}
