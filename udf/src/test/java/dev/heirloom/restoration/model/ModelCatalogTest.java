package dev.heirloom.restoration.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ModelCatalogTest {
  private static final long LARGEST_FILE = 30_000_000;

  private final ModelCatalog catalog = ModelCatalog.onBoard();

  @Test
  void everyModelHasTheBytesItsEntryStates() throws IOException {
    for (CatalogEntry entry : catalog.models()) {
      ModelFile file = catalog.file(entry.name());
      assertThat(file.sha256()).isEqualTo(entry.sha256());
      try (InputStream in = file.open()) {
        assertThat(in.readAllBytes()).hasSize((int) entry.bytes());
      }
    }
  }

  @Test
  void everyEntrySaysWhereTheModelIsFromAndWhatItTakes() {
    assertThat(catalog.models()).hasSize(7);
    for (CatalogEntry entry : catalog.models()) {
      assertThat(entry.source()).as(entry.name()).isNotBlank();
      assertThat(entry.licence()).as(entry.name()).isNotBlank();
      assertThat(entry.contract()).as(entry.name()).contains("input");
      assertThat(entry.bytes()).as(entry.name()).isLessThan(LARGEST_FILE);
    }
  }

  @Test
  void noModelNeedsOtherFilesOrForeignOperators() {
    for (CatalogEntry entry : catalog.models()) {
      OnnxGraph graph = OnnxGraph.of(catalog.file(entry.name()));
      assertThat(graph.externalData()).isFalse();
      assertThat(graph.domains()).containsExactly("");
      assertThat(graph.inputs()).extracting(OnnxGraph.Value::name).containsExactly("input");
    }
  }

  @Test
  void anUnknownNameIsAnsweredWithThoseOnBoard() {
    assertThatThrownBy(() -> catalog.file("gpen"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no model is called 'gpen'")
        .hasMessageContaining("gpen-512");
  }
}
