package dev.heirloom.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChosenModelsTest {
  @TempDir Path folder;

  private static void verify(ModelSource restorer) {
    ChosenModels.verify(ModelSettings.DEFAULT.withRestorer(restorer), ModelFetcher.LOCAL);
  }

  @Test
  void modelsOnBoardAreAsTheyShouldBe() {
    assertThatCode(() -> verify(ModelSettings.DEFAULT.restorer())).doesNotThrowAnyException();
  }

  @Test
  void aFileWithAnotherHashIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("other.onnx"), "not that model");

    assertThatThrownBy(() -> verify(new ModelSource(file.toString(), "0".repeat(64))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("was expected");
  }

  @Test
  void theCacheLiesWhereItIsToldTo() {
    String before = System.getProperty("heirloom.model.cache");
    System.setProperty("heirloom.model.cache", folder.toString());
    try {
      assertThat(ChosenModels.cacheFolder()).isEqualTo(folder);
    } finally {
      if (before == null) {
        System.clearProperty("heirloom.model.cache");
      } else {
        System.setProperty("heirloom.model.cache", before);
      }
    }
  }
}
