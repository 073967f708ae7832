package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's metrics system shows of a run. */
class MetricsIT {
  private static final String NAME =
      "\"plugin\\.dev\\.heirloom\\.restoration\\.spark\\.RestorationPlugin\\.";

  @TempDir Path folder;

  @Test
  void photosFacesFailuresAndStagesAreCounted() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Files.writeString(photos.resolve("a.jpg"), "grandmother");
    Files.writeString(photos.resolve("b.jpg"), "grandfather");
    Files.writeString(photos.resolve("c.jpg"), "plain");
    Files.writeString(photos.resolve("d.jpg"), "corrupt");

    EndedProcess ended =
        EndedProcess.of(
            folder,
            Duration.ofMinutes(5),
            EndedProcess.java(
                MeteredDriver.class,
                "1g",
                photos.toString(),
                folder.resolve("out").toString(),
                Python.HOME.resolve("conf/metrics.properties").toString()));

    assertThat(ended.status()).as(ended.err()).isZero();
    String figures = String.join("\n", ended.out());
    assertThat(figures)
        .containsPattern(NAME + "photos\\.RESTORED\":\\{\"count\":2\\}")
        .containsPattern(NAME + "photos\\.UNCHANGED\":\\{\"count\":1\\}")
        .containsPattern(NAME + "photos\\.FAILED\":\\{\"count\":1\\}")
        .containsPattern(NAME + "failures\\.CORRUPT\":\\{\"count\":1\\}")
        .containsPattern(NAME + "faces\\.RESTORED\":\\{\"count\":2\\}")
        .containsPattern(NAME + "stages\\.decode\":\\{\"count\":4,")
        .containsPattern(NAME + "models\\.seconds\":\\{\"value\":[0-9.]+\\}")
        .containsPattern(NAME + "memory\\.resident\":\\{\"value\":[1-9][0-9]{7,}\\}");
    assertThat(figures)
        .as("for Prometheus")
        .containsPattern("RestorationPlugin_photos_RESTORED_Count\\{[^}]*\\} 2")
        .containsPattern("RestorationPlugin_stages_decode_Count\\{[^}]*\\} 4");
  }
}
