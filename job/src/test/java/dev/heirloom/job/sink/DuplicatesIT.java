package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.job.FakeEngine;
import dev.heirloom.job.JobRuns;
import dev.heirloom.job.RunLimits;
import dev.heirloom.job.RunSummary;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.job.incremental.Duplicate;
import dev.heirloom.job.incremental.GonePhotos;
import dev.heirloom.job.incremental.PendingPhotos;
import dev.heirloom.job.incremental.PhotoState;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.spark.ImageStore;
import dev.heirloom.restoration.spark.RestorationRun;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Photos that were renamed, moved or copied since they were done, and photos that have gone. */
@ExtendWith(SparkExtension.class)
class DuplicatesIT {
  private static final FakeEngine ENGINE = new FakeEngine("duplicates");

  @TempDir Path folder;
  private Path photos;
  private JobRuns runs;
  private ResultTables tables;

  @BeforeEach
  void doneOnce() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos/1910"));
    Files.writeString(photos.resolve("a.jpg"), "grandmother");
    Files.writeString(photos.resolve("b.jpg"), "plain wall");
    Files.writeString(photos.resolve("c.jpg"), "corrupt");
    runs = new JobRuns(ENGINE, folder.resolve("photos"), folder.resolve("out"));
    tables = new ResultTables(SparkExtension.session(), folder.resolve("out").toString());
    run(Reprocess.NEW);
  }

  private RunSummary run(Reprocess reprocess) {
    return runs.run(reprocess, RunLimits.DEFAULT);
  }

  private void rename(String from, String to) throws IOException {
    Files.createDirectories(photos.resolve(to).getParent());
    Files.move(photos.resolve(from), photos.resolve(to));
    Files.setLastModifiedTime(photos.resolve(to), FileTime.from(Instant.now().plusSeconds(60)));
  }

  private Row row(String name) {
    return tables.current().where("source.uri like '%" + name + "'").first();
  }

  @Test
  void aRenamedPhotoIsGivenTheResultOfItsOldName() throws IOException {
    Row old = row("/a.jpg");
    rename("a.jpg", "../1911/grandmother.jpg");

    RunSummary second = run(Reprocess.NEW);

    assertThat(second.pending().in(PhotoState.DUPLICATE)).isEqualTo(1);
    assertThat(second.pending().gone()).isEqualTo(GonePhotos.NONE);
    assertThat(second.pending().photos()).isEmpty();
    assertThat(second.counts().restored()).isEqualTo(1);
    assertThat(second.counts().secondsPerStage().values()).containsOnly(0.0);
    Row row = row("1911/grandmother.jpg");
    assertThat(row.<Row>getAs("source").<String>getAs("sha256"))
        .isEqualTo(DigestUtils.sha256Hex("grandmother"));
    assertThat(row.<Row>getAs("source").<Object>getAs("modified"))
        .isNotEqualTo(old.<Row>getAs("source").getAs("modified"));
    assertThat(row.<Row>getAs("restored").<String>getAs("same_as"))
        .isEqualTo(DigestUtils.sha256Hex("grandmother"));
    assertThat(new String(row.<Row>getAs("restored").<byte[]>getAs("content")))
        .isEqualTo("rehtomdnarg");
    assertThat(row.<Object>getAs("faces")).isEqualTo(old.getAs("faces"));
    assertThat(row.<Object>getAs("provenance")).isEqualTo(old.getAs("provenance"));
    assertThat(row.<Long>getAs("run_number")).isEqualTo(2);
    PendingPhotos nightAfter = run(Reprocess.NEW).pending();
    assertThat(nightAfter.due()).isZero();
    assertThat(nightAfter.gone()).isEqualTo(GonePhotos.NONE);
  }

  @Test
  void copiesOfPhotosWithoutFacesAreKnownTooAndAsManyOtherBytesAreNot() throws IOException {
    Files.copy(photos.resolve("b.jpg"), photos.resolve("b (1).jpg"));
    Files.writeString(photos.resolve("d.jpg"), "grandfather");
    Files.copy(photos.resolve("b.jpg"), photos.resolve("b (2).jpg"));

    RunSummary second = run(Reprocess.NEW);

    assertThat(second.pending().duplicates())
        .hasSize(2)
        .allSatisfy(copy -> assertThat(copy.original()).endsWith("/b.jpg"));
    assertThat(second.pending().in(PhotoState.NEW)).isEqualTo(1);
    assertThat(second.counts().unchanged()).isEqualTo(2);
    assertThat(second.counts().restored()).isEqualTo(1);
    assertThat(row("b (2).jpg").<Object>getAs("restored")).isNull();
    assertThat(row("b (2).jpg").<byte[]>getAs("preview")).asString().isEqualTo("plain wall");
  }

  @Test
  void failuresAndOtherRecipesAreNotTakenOver() throws IOException {
    Files.copy(photos.resolve("a.jpg"), photos.resolve("a copy.jpg"));
    Files.copy(photos.resolve("c.jpg"), photos.resolve("c copy.jpg"));
    JobRuns other = new JobRuns(new FakeEngine("another recipe"), runs.photos(), runs.output());

    assertThat(other.run(Reprocess.NEW, RunLimits.DEFAULT).pending().found())
        .containsOnly(Map.entry(PhotoState.NEW, 2L), Map.entry(PhotoState.STALE, 3L));
    assertThat(run(Reprocess.FAILED).pending().duplicates()).isEmpty();
  }

  @Test
  void whoAsksForAllGetsAllAnew() throws IOException {
    Files.copy(photos.resolve("a.jpg"), photos.resolve("a copy.jpg"));

    assertThat(run(Reprocess.ALL).pending().photos()).hasSize(4);
  }

  @Test
  void aRevokedResultIsNotTakenOver() throws IOException {
    tables
        .runs()
        .append(
            new RunEvent(
                "first", 1, RunEvent.Event.REVOKED, Instant.now(), Map.of(), Map.of(), null));
    Files.copy(photos.resolve("a.jpg"), photos.resolve("a copy.jpg"));

    assertThat(run(Reprocess.NEW).pending().photos()).hasSize(4);
  }

  @Test
  void aLimitCountsThemAndTheRestComesNext() throws IOException {
    for (int i = 0; i < 3; i++) {
      Files.copy(photos.resolve("a.jpg"), photos.resolve("a%d.jpg".formatted(i)));
    }
    RunLimits two = new RunLimits(1, 2, 1, RunLimits.OnEmpty.FAIL);

    RunSummary second = runs.run(Reprocess.NEW, two);

    assertThat(second.counts().photos()).isEqualTo(2);
    assertThat(tables.restorations().versions(second.runId())).hasSize(2);
    assertThat(run(Reprocess.NEW).counts().photos()).isEqualTo(1);
  }

  @Test
  void photosThatHaveGoneAreNamedAndStay() throws IOException {
    Files.delete(photos.resolve("b.jpg"));

    assertThat(run(Reprocess.NEW).pending().gone())
        .satisfies(gone -> assertThat(gone.count()).isEqualTo(1))
        .satisfies(
            gone -> assertThat(gone.examples()).singleElement().asString().endsWith("/b.jpg"));
    assertThat(tables.current().count()).isEqualTo(3);
  }

  @Test
  void nothingHasGoneFromBesideTheInput() throws IOException {
    Path beside = Files.createDirectories(folder.resolve("photos/191"));
    Files.writeString(beside.resolve("d.jpg"), "grandfather");
    JobRuns narrow = new JobRuns(ENGINE, beside, runs.output());

    assertThat(narrow.run(Reprocess.NEW, RunLimits.DEFAULT).pending().gone())
        .isEqualTo(GonePhotos.NONE);
  }

  @Test
  void anIndexThatKnowsMoreThanTheTableIsFoundOut() {
    RestorationRun run = aRun();
    Duplicate wrong = new Duplicate(photo("file:///new.jpg"), "file:///never seen.jpg", 1);

    assertThatThrownBy(() -> tables.restorations().appendCopies(List.of(wrong), run, 0))
        .isInstanceOf(TableException.class)
        .hasMessageContaining("delete the folder index");
  }

  @Test
  void picturesAreNeverShuffledOrSorted() {
    SparkSession fixed = SparkExtension.session().newSession();
    fixed.conf().set("spark.sql.adaptive.enabled", "false");
    ResultTables same = new ResultTables(fixed, folder.resolve("out").toString());
    Duplicate copy =
        new Duplicate(photo("file:///new.jpg"), row("/a.jpg").<Row>getAs("source").getAs("uri"), 1);

    PictureMoves.assertNone(new CopiedRows(same.restorations().rows(), aRun()).of(List.of(copy)));
  }

  private static SourcePhoto photo(String uri) {
    return new SourcePhoto(uri, uri, Map.of(), 11, SourcePhoto.UNKNOWN, "", 0);
  }

  private static RestorationRun aRun() {
    return new RestorationRun(
        "run",
        2,
        ENGINE,
        ModelSettings.DEFAULT,
        RestorationSettings.DEFAULT,
        ENGINE.recipe(ModelSettings.DEFAULT, RestorationSettings.DEFAULT),
        new ImageStore("", 0));
  }
}
