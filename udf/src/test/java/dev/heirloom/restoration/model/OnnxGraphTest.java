package dev.heirloom.restoration.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.model.OnnxGraph.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxGraphTest {
  private static OnnxGraph graph(Map<String, String> metadata, Long... shape) {
    Value input = new Value("input", Value.FLOAT, List.of(shape));
    return new OnnxGraph(List.of(input), List.of(), Set.of(), false, metadata);
  }

  @Test
  void theRestorerOnBoardTakesTwoSidesAndSaysSo() {
    OnnxGraph restorer = OnnxGraph.of(ModelCatalog.onBoard().file("gpen-512"));

    assertThat(restorer.metadata()).containsEntry("leaves_good_faces", "true");
    assertThat(restorer.sides()).containsExactly(256, 512);
  }

  @Test
  void aSideThatIsFixedIsTheOnlyOne() {
    assertThat(graph(Map.of("sides", "256,512"), -1L, 3L, 128L, 128L).sides()).containsExactly(128);
    assertThat(graph(Map.of(), -1L, 3L, 1L << 40, 1L << 40).sides())
        .containsExactly(Integer.MAX_VALUE);
  }

  @Test
  void sidesAreAscendingHoweverTheyAreNamed() {
    assertThat(graph(Map.of("sides", "512,64,512,256"), -1L, 3L, -1L, -1L).sides())
        .containsExactly(64, 256, 512);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "256,", "large", "256;512", "-256", "99999999999"})
  void whatIsNoListOfSidesIsNone(String sides) {
    assertThat(graph(Map.of("sides", sides), -1L, 3L, -1L, -1L).sides()).isEmpty();
  }

  @Test
  void whatIsNoSquareHasNoSide() {
    assertThat(graph(Map.of(), -1L, 3L, 40L, 53L).sides()).isEmpty();
    assertThat(graph(Map.of(), -1L, 3L, -1L, -1L).sides()).isEmpty();
    assertThat(graph(Map.of(), -1L, 128L).sides()).isEmpty();
  }
}
