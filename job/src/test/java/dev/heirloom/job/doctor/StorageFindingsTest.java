package dev.heirloom.job.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.doctor.Finding.Verdict;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one process finds of disks and files. */
class StorageFindingsTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @Test
  void aScratchObjectLeavesNothingBehind() {
    ScratchObject written = ScratchObject.tryBelow(folder + "/new/out", HADOOP);

    assertThat(written.finding("driver").orElseThrow().verdict()).isEqualTo(Verdict.OK);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatLiesInTheOutputStays() throws IOException {
    Files.writeString(folder.resolve("mine"), "mine");

    assertThat(ScratchObject.tryBelow(folder.toString(), HADOOP).complaint()).isEmpty();
    assertThat(folder).isDirectoryContaining("glob:**/mine");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void anOutputThatCannotBeWrittenToFails() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    Finding finding =
        ScratchObject.tryBelow(file.resolve("out").toString(), HADOOP)
            .finding("driver")
            .orElseThrow();

    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.finding()).startsWith("cannot write to " + file);
    assertThat(file).hasContent("no folder");
  }

  @Test
  void aFileIsReadOrTheProcessSaysThatItIsNotThere() throws IOException {
    Path photo = Files.writeString(folder.resolve("a.jpg"), "grandmother");

    assertThat(FileReading.here("file:" + photo, HADOOP).finding("executor 1 on a").verdict())
        .isEqualTo(Verdict.OK);
    assertThat(FileReading.here("file:" + photo + ".gone", HADOOP).finding("executor 1 on a"))
        .returns(Verdict.FAIL, Finding::verdict)
        .extracting(Finding::remedy)
        .asString()
        .contains("every node sees the file");
  }

  @Test
  void aDiskMustHaveRoom() {
    assertThat(scratch("spark.local.dir", 100_000, false)).isEqualTo(Verdict.OK);
    assertThat(scratch("spark.local.dir", 1000, false)).isEqualTo(Verdict.WARN);
    assertThat(scratch("spark.local.dir", 10, false)).isEqualTo(Verdict.FAIL);
    assertThat(scratch("java.io.tmpdir", 500, false)).isEqualTo(Verdict.OK);
    assertThat(scratch("java.io.tmpdir", 500, true)).as("CUDA's").isEqualTo(Verdict.FAIL);
  }

  private static Verdict scratch(String setting, long free, boolean gpu) {
    return new ScratchFolder(setting, "/scratch", true, free).finding("driver", gpu).verdict();
  }

  @Test
  void aFolderThatIsNoneCannotBeWrittenTo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    assertThat(ScratchFolder.of("java.io.tmpdir", file).finding("driver", false))
        .returns(Verdict.FAIL, Finding::verdict)
        .extracting(Finding::finding)
        .asString()
        .endsWith("cannot be written to");
    assertThat(ScratchFolder.of("java.io.tmpdir", folder).free()).isPositive();
  }

  @Test
  void theModelsOnBoardAreRight() {
    ModelFolder models = ModelFolder.here(ModelSettings.DEFAULT, ModelFetcher.LOCAL);

    assertThat(models.finding("driver", ModelSettings.DEFAULT).verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void aModelThatIsNotWhatItsHashSaysFails() throws IOException {
    Path file = Files.writeString(folder.resolve("m.onnx"), "another model");
    ModelSettings models =
        ModelSettings.DEFAULT.withRestorer(new ModelSource(file.toString(), "0".repeat(64)));

    assertThat(ModelFolder.here(models, ModelFetcher.LOCAL).finding("driver", models))
        .returns(Verdict.FAIL, Finding::verdict)
        .extracting(Finding::remedy)
        .asString()
        .doesNotContain("the log");
  }

  @Test
  void aCacheThatCannotBeWrittenToIsNoticed() {
    assertThat(new ModelFolder("", "/cache", false).finding("driver", ModelSettings.DEFAULT))
        .returns(Verdict.WARN, Finding::verdict)
        .returns("name another folder in -Dheirloom.model.cache", Finding::remedy);
  }
}
