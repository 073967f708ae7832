package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.job.FakeEngine;
import dev.heirloom.job.JobRuns;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.job.incremental.Reprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Restored images that are kept as files beside the tables. */
@ExtendWith(SparkExtension.class)
class ImageFilesIT {
  private static final String RESTORED = "rehtomdnarg";
  private static final String FILE = "%1$.2s/%1$s.jpg".formatted(DigestUtils.sha256Hex(RESTORED));

  @TempDir Path folder;
  private JobRuns runs;
  private ResultTables tables;

  @BeforeEach
  void photos() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Files.writeString(photos.resolve("a.jpg"), "grandmother");
    Files.writeString(photos.resolve("b.jpg"), "corrupt");
    Files.writeString(photos.resolve("copy of a.jpg"), "grandmother");
    Files.writeString(photos.resolve("c.jpg"), "the whole village");
    runs = new JobRuns(new FakeEngine("files"), photos, folder.resolve("out"));
    tables = tables("out");
  }

  private ResultTables tables(String name) {
    return new ResultTables(SparkExtension.session(), folder.resolve(name).toString());
  }

  private List<Path> images() throws IOException {
    return filesBelow(folder.resolve("out/images"));
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }

  private Path orphan(String name, Duration age) throws IOException {
    Path file = Files.createDirectories(folder.resolve("out/images/00")).resolve(name);
    Files.writeString(file, "of a task that was killed");
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  @Test
  void aRowNamesTheFileAndCopiesShareIt() throws IOException {
    assertThat(runs.run(Reprocess.NEW, 0).counts().restored()).isEqualTo(3);

    assertThat(images()).hasSize(2).contains(Path.of(FILE));
    assertThat(folder.resolve("out/images").resolve(FILE)).hasContent(RESTORED);
    List<Row> rows =
        tables
            .current()
            .where("restored.uri IS NOT NULL AND restored.content IS NULL")
            .where("endswith(restored.uri, concat(restored.sha256, '.jpg'))")
            .where("preview IS NOT NULL")
            .collectAsList();
    assertThat(rows).hasSize(3);
  }

  @Test
  void anImageThatIsSmallEnoughStaysInItsRow() throws IOException {
    runs.run(Reprocess.NEW, RESTORED.length());

    assertThat(images()).singleElement().isNotEqualTo(Path.of(FILE));
    assertThat(tables.current().where("restored.content IS NOT NULL").count()).isEqualTo(2);
    assertThat(tables.current().where("restored.uri IS NOT NULL").count()).isEqualTo(1);
  }

  @Test
  void anExportIsTheSameWhereverTheImagesAre() throws IOException {
    runs.run(Reprocess.NEW, 0);
    new JobRuns(new FakeEngine("files"), runs.photos(), folder.resolve("rows"))
        .run(Reprocess.NEW, Long.MAX_VALUE);

    new PhotoExport(tables).export(folder.resolve("from files").toString(), "", false);
    new PhotoExport(tables("rows")).export(folder.resolve("from rows").toString(), "", false);

    List<Path> names = filesBelow(folder.resolve("from rows"));
    assertThat(names).hasSize(3);
    assertThat(filesBelow(folder.resolve("from files"))).isEqualTo(names);
    for (Path name : names) {
      assertThat(folder.resolve("from files").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("from rows").resolve(name));
    }
  }

  @Test
  void aFileThatIsGoneOrChangedIsAProblemAndTheOthersAreExported() throws IOException {
    runs.run(Reprocess.NEW, 0);
    Path file = folder.resolve("out/images").resolve(FILE);
    Files.writeString(file, "rehtomdnarG");

    PhotoExport.Exported exported =
        new PhotoExport(tables).export(folder.resolve("export").toString(), "", false);

    assertThat(exported.restored()).isEqualTo(1);
    assertThat(exported.problems())
        .hasSize(2)
        .allMatch(line -> line.contains("has been changed; restore it anew"));

    Files.delete(file);
    RecordedPhotos recorded = new RecordedPhotos(tables);
    RecordedPhoto photo = recorded.find(List.of(DigestUtils.sha256Hex(RESTORED))).get(0);
    assertThatThrownBy(() -> recorded.content(photo))
        .isInstanceOf(TableException.class)
        .hasMessageContaining("a.jpg cannot be read");

    assertThat(runs.run(Reprocess.ALL, 0).counts().restored()).isEqualTo(3);
    assertThat(recorded.content(photo)).asString().isEqualTo(RESTORED);
  }

  @Test
  void maintenanceDeletesOldFilesThatNoRowNames() throws IOException {
    runs.run(Reprocess.NEW, 0);
    Path old = orphan("old.jpg", Duration.ofDays(8));
    Path young = orphan("young.jpg", Duration.ofDays(6));
    Path named = folder.resolve("out/images").resolve(FILE);
    Files.setLastModifiedTime(named, FileTime.from(Instant.now().minus(Duration.ofDays(80))));

    new Maintenance(tables).run(7);

    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(named).hasContent(RESTORED);
  }

  @Test
  void aPurgeLeavesNoImageOfThePhotoNorOfKilledTasks() throws IOException {
    runs.run(Reprocess.NEW, 0);
    Path young = orphan("young.jpg", Duration.ZERO);

    Purge.Purged purged =
        new Purge(tables).purge(List.of("file://" + runs.photos().resolve("a.jpg")));

    assertThat(purged.traces()).isEmpty();
    assertThat(young).doesNotExist();
    assertThat(images()).hasSize(1);
    assertThat(FileBytes.filesWith(folder.resolve("out"), RESTORED)).isEmpty();
    assertThat(FileBytes.filesWith(folder.resolve("out"), DigestUtils.sha256Hex(RESTORED)))
        .isEmpty();
  }

  @Test
  void theProofOfAPurgeSeesAnImageThatStayed() throws IOException {
    runs.run(Reprocess.NEW, 0);
    String uri = "file://" + runs.photos().resolve("a.jpg");
    Path lost = Files.createDirectories(folder.resolve("out/images/deep/er"));
    Files.writeString(lost.resolve(Path.of(FILE).getFileName()), RESTORED);

    assertThat(new Purge(tables).purge(List.of(uri)).traces())
        .singleElement()
        .asString()
        .contains("is the image of a purged photo");
  }
}
