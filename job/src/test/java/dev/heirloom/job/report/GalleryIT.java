package dev.heirloom.job.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.job.FakeEngine;
import dev.heirloom.job.JobSettings;
import dev.heirloom.job.RestorationJob;
import dev.heirloom.job.RunLimits;
import dev.heirloom.job.RunProgress;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.sink.ResultTables;
import dev.heirloom.job.sink.TableException;
import dev.heirloom.job.source.InputFormat;
import dev.heirloom.job.source.InputSettings;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.RestorationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class GalleryIT {
  @TempDir private static Path folder;
  private static ResultTables tables;

  @BeforeAll
  static void restoreAFewPhotos() throws IOException {
    tables = tables("out");
    restore(
        Map.of(
            "z.jpg", "grandmother",
            "y.jpg", "grandfather",
            "a.jpg", "plain landscape",
            "b.jpg", "corrupt negative",
            "<script>alert(1)<script>.jpg", "grandmother"));
  }

  @Test
  void thePageShowsEveryPhotoWithStatusAndReasonRestoredOnesFirst() throws IOException {
    assertThat(page(10))
        .contains("5 photos", "RESTORED", "UNCHANGED", "CORRUPT in decode")
        .contains("data:image/jpeg;base64,")
        .containsSubsequence("<h3>y.jpg", "<h3>z.jpg", "<h3>b.jpg", "<h3>a.jpg")
        .doesNotContain("{{");
  }

  @Test
  void namesCannotBecomeMarkup() throws IOException {
    assertThat(page(10))
        .doesNotContain("<script>")
        .contains("<h3>&lt;script&gt;alert(1)&lt;script&gt;.jpg");
  }

  @Test
  void nothingIsLoadedFromAnywhere() throws IOException {
    assertThat(page(10)).doesNotContain("http:", "https:", "src=\"//", "@import");
  }

  @Test
  void noMorePhotosAreShownThanAskedForAndAllAreCounted() throws IOException {
    assertThat(page(3)).contains("5 photos", "<h3>z.jpg").doesNotContain("<h3>b.jpg");
  }

  @Test
  void withoutATableThereIsOneLineThatSaysWhatToName() {
    Path html = folder.resolve("nothing.html");
    assertThatThrownBy(() -> new Gallery(tables("elsewhere")).write(html, 10))
        .isInstanceOf(TableException.class)
        .hasMessageContaining("there is no table of restored photos")
        .hasMessageContaining("--output");
    assertThat(html).doesNotExist();
  }

  private static String page(int limit) throws IOException {
    Path html = folder.resolve("gallery.html");
    new Gallery(tables).write(html, limit);
    return Files.readString(html);
  }

  private static ResultTables tables(String name) {
    return new ResultTables(SparkExtension.session(), folder.resolve(name).toString());
  }

  private static void restore(Map<String, String> photos) throws IOException {
    Path input = Files.createDirectories(folder.resolve("photos"));
    for (Map.Entry<String, String> photo : photos.entrySet()) {
      Files.writeString(input.resolve(photo.getKey()), photo.getValue());
    }
    new RestorationJob(SparkExtension.session(), new FakeEngine("recipe"), RunProgress.SILENT)
        .run(
            new JobSettings(
                new InputSettings(List.of(input.toString()), InputFormat.AUTO, List.of(), ""),
                tables.output().toString(),
                ModelSettings.DEFAULT,
                RestorationSettings.DEFAULT,
                Reprocess.NEW,
                RunLimits.DEFAULT,
                Map.of()));
  }
}
