package dev.heirloom.restoration.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.OnnxModel;
import dev.heirloom.restoration.model.OnnxModel.Tensor;
import dev.heirloom.restoration.model.SessionSettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Faces that go through the restorer together must come out as if each had gone alone. */
class BatchSizesTest {
  private static final int SIDE = 512;
  private static final int FACE = 3 * SIDE * SIDE;
  private static final int MOST = 8;

  @Test
  void aFaceIsTheSameToOneLevelHoweverManyGoWithIt() {
    FloatBuffer faces = faces();
    try (OnnxModel model = OnnxModel.open("gpen-512", SessionSettings.shared(Device.CPU))) {
      int[] alone = levels(model, faces, 1);
      for (int batch : new int[] {2, 4, MOST}) {
        int[] together = levels(model, faces, batch);
        int worst = 0;
        for (int i = 0; i < alone.length; i++) {
          worst = Math.max(worst, Math.abs(alone[i] - together[i]));
        }
        assertThat(worst).as("levels, in batches of %d", batch).isLessThanOrEqualTo(1);
      }
      assertThat(alone).as("pictures").contains(100, 150).doesNotContain(-1);
    }
  }

  /** Soft gradients with noise. */
  private static FloatBuffer faces() {
    Random random = new Random(7);
    FloatBuffer faces = direct(MOST * FACE);
    for (int i = 0; i < MOST * FACE; i++) {
      double gradient = Math.sin((i % SIDE) / 40.0 + i / (double) FACE);
      faces.put(i, (float) (0.7 * gradient + 0.2 * random.nextDouble()));
    }
    return faces;
  }

  private static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** All eight faces, {@code batch} at a time, as 0…255. */
  private static int[] levels(OnnxModel model, FloatBuffer faces, int batch) {
    String output = model.graph().outputs().get(0).name();
    int[] levels = new int[MOST * FACE];
    for (int first = 0; first < MOST; first += batch) {
      FloatBuffer input = direct(batch * FACE);
      input.put(0, faces, first * FACE, batch * FACE);
      FloatBuffer restored =
          model.run(new Tensor(input, batch, 3, SIDE, SIDE), output).get(0).data();
      for (int i = 0; i < batch * FACE; i++) {
        double level = Math.floor(restored.get(i) * 127.5 + 128);
        levels[first * FACE + i] = (int) Math.max(0, Math.min(255, level));
      }
    }
    return levels;
  }
}
