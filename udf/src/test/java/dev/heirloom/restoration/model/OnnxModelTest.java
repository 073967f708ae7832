package dev.heirloom.restoration.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.heirloom.restoration.model.OnnxModel.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class OnnxModelTest {
  private static final SessionSettings CPU = SessionSettings.shared(Device.CPU);
  private static final int VALUES = 3 * 64 * 64;

  @Test
  void aModelGivesWhatItsGraphSays() {
    try (OnnxModel model = OnnxModel.open(TinyModels.named("brighter"), CPU)) {
      FloatBuffer output = model.run(input(0.5f), "output").get(0).data();
      assertThat(output.get(0)).isEqualTo(0.6f);
      assertThat(output.remaining()).isEqualTo(VALUES);
      assertThat(model.provider()).isEqualTo(ExecutionProvider.CPU);
    }
  }

  @Test
  void theTimeSpentIsCounted() {
    try (OnnxModel model = OnnxModel.open(TinyModels.named("identity"), CPU)) {
      long before = OnnxModel.runNanos();
      model.run(input(0), "output");
      assertThat(OnnxModel.runNanos()).isGreaterThan(before);
    }
  }

  @Test
  void aWrongShapeIsAnErrorOfTheModel() {
    try (OnnxModel model = OnnxModel.open(TinyModels.named("identity"), CPU)) {
      Tensor wrong = new Tensor(FloatBuffer.allocate(12), 1, 3, 2, 2);
      assertThatThrownBy(() -> model.run(wrong, "output"))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("model identity failed");
    }
  }

  @Test
  void closingWaitsForThoseWhoRunAndTurnsAwayThoseWhoCome() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 20; round++) {
        OnnxModel model = OnnxModel.open(TinyModels.named("brighter"), CPU);
        List<Future<Void>> runs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          Callable<Void> run =
              () -> {
                model.run(input(0.5f), "output");
                return null;
              };
          runs.add(threads.submit(run));
        }
        runs.get(0).get();
        model.close();
        model.close();
        for (Future<Void> run : runs) {
          assertEndsWellOrIsTurnedAway(run);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void assertEndsWellOrIsTurnedAway(Future<Void> run) throws InterruptedException {
    try {
      run.get();
    } catch (ExecutionException e) {
      assertThat(e).hasRootCauseInstanceOf(ModelException.class).hasMessageContaining("was closed");
    }
  }

  @Test
  void weightsInOtherFilesAreRefused() {
    assertThatThrownBy(() -> OnnxModel.open(TinyModels.named("external-weights"), CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("keeps its weights in other files; save it as one file");
  }

  @Test
  void foreignOperatorsAreRefusedByName() {
    assertThatThrownBy(() -> OnnxModel.open(TinyModels.named("foreign-operator"), CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("uses operators of example.vision");
  }

  @Test
  void whatIsNoModelIsRefused() {
    ModelFile text = new ModelFile.Embedded("text", "", "no model at all".getBytes());
    assertThatThrownBy(() -> OnnxModel.open(text, CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model text is not a readable ONNX file");
  }

  @Test
  void cudaWithoutADriverFailsAtOnceWithTheRemedy() {
    assumeFalse(GpuDriver.isPresent(), "this machine has a GPU driver, so CUDA may well work");
    assertThatThrownBy(
            () -> OnnxModel.open(TinyModels.named("identity"), SessionSettings.shared(Device.CUDA)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("CUDA was asked for")
        .hasMessageContaining("--device cpu");
  }

  private static Tensor input(float value) {
    FloatBuffer data = FloatBuffer.allocate(VALUES);
    for (int i = 0; i < VALUES; i++) {
      data.put(i, value);
    }
    return new Tensor(data, 1, 3, 64, 64);
  }
}
