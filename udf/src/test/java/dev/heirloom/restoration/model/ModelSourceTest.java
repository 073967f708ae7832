package dev.heirloom.restoration.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ModelSourceTest {
  private static final String HASH = "ab".repeat(32);

  @Test
  void aHashMayFollowTheLocation() {
    assertThat(ModelSource.parse("s3a://models/gpen.onnx#sha256=" + HASH.toUpperCase()))
        .isEqualTo(new ModelSource("s3a://models/gpen.onnx", HASH));
    assertThat(ModelSource.parse("gpen-512")).isEqualTo(ModelSource.named("gpen-512"));
  }

  @Test
  void theNameIsThatOfTheFile() {
    assertThat(new ModelSource("s3a://models/GPEN-BFR-512.onnx", HASH).name())
        .isEqualTo("GPEN-BFR-512");
    assertThat(ModelSource.named("gpen-512").name()).isEqualTo("gpen-512");
  }

  @Test
  void whatIsNoHashIsRefused() {
    assertThatThrownBy(() -> ModelSource.parse("gpen.onnx#sha256=123"))
        .hasMessageContaining("64 lower-case hex digits, got 123");
    assertThatThrownBy(() -> ModelSource.parse(" ")).hasMessageContaining("needs a name");
  }
}
