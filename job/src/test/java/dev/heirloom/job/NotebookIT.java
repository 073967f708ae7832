package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.restoration.spark.Engine;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The notebook on tables of the real engine. */
@ExtendWith(SparkExtension.class)
class NotebookIT {
  private static final Path NOTEBOOK = Python.HOME.resolve("notebooks/archive.ipynb");

  @TempDir Path folder;

  @Test
  void showsRowsPicturesDistributionsAndRuns() throws Exception {
    Python.assumeInstalled("notebooks/requirements.txt", "jupyterlab", "jjava", "nbconvert");
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (String name : List.of("low-light.jpg", "no-face.jpg", "broken.jpg")) {
      try (InputStream sample = JobRuns.class.getResourceAsStream("sample/" + name)) {
        Files.copy(sample, photos.resolve(name));
      }
    }
    new JobRuns(Engine.INSTANCE, photos, folder.resolve("out"))
        .run(Reprocess.NEW, RunLimits.DEFAULT);

    EndedProcess ended =
        EndedProcess.of(
            folder,
            Duration.ofMinutes(8),
            List.of(
                Python.HOME.resolve("scripts/notebook").toString(), "--page", "page.html", "out"));

    assertThat(ended.status()).as(ended.err()).isZero();
    String page = Files.readString(folder.resolve("page.html"));
    assertThat(page)
        .contains("|FAILED   |1    |", "|RESTORED |1    |", "|UNCHANGED|1    |")
        .contains("low-light.jpg:", "times as sharp")
        .contains("|1         |STARTED|", "|1         |ENDED  |");
    assertThat(page.split("class=\"jp-RenderedImage", -1))
        .as("a photo, three charts, and what is around them")
        .hasSize(5);
  }

  @Test
  void isKeptWithoutWhatItShowed() throws Exception {
    JsonNode cells = new ObjectMapper().readTree(NOTEBOOK.toFile()).get("cells");
    assertThat(cells).isNotEmpty();
    assertThat(cells)
        .filteredOn(cell -> cell.get("cell_type").asText().equals("code"))
        .allSatisfy(
            cell -> {
              assertThat(cell.get("outputs")).isEmpty();
              assertThat(cell.get("execution_count").isNull()).isTrue();
            });
  }
}
