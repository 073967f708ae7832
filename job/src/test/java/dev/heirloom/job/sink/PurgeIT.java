package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.job.FakeEngine;
import dev.heirloom.job.JobRuns;
import dev.heirloom.job.RunLimits;
import dev.heirloom.job.RunSummary;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.job.incremental.PhotoState;
import dev.heirloom.job.incremental.Reprocess;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A photo is taken down from tables with a past: three runs, checkpoints, merged files, a file that
 * a killed run left, and a run that failed over the photo.
 */
@ExtendWith(SparkExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PurgeIT {
  private static final RunLimits ONE_BY_ONE = new RunLimits(1, 100, 1, RunLimits.OnEmpty.FAIL);
  private static final String NAME = "aunt \"Zoë\".jpg";
  private static final String BYTES = "great-aunt on the beach";
  private static final String RESTORED = "hcaeb eht no tnua-taerg";
  private static final String NEVER_SEEN = "s3a://elsewhere/never seen.jpg";
  private static final String EARLIER_BYTES = "great-aunt, badly scanned";

  @TempDir static Path folder;
  private static final SparkSession SPARK = SparkExtension.session();
  private static Path photos;
  private static Path output;
  private static Path copies;
  private static JobRuns runs;
  private static ResultTables tables;
  private static String uri;
  private static List<String> before;
  private static Purge.Purged purged;

  @BeforeAll
  static void tablesWithAPast() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    output = folder.resolve("out");
    runs = new JobRuns(new FakeEngine("purged"), photos, output);
    tables = new ResultTables(SPARK, output.toString());
    uri = "file://" + photos.resolve(NAME);
    photo(NAME, EARLIER_BYTES);
    photo("b.jpg", "grandfather");
    runs.run(Reprocess.NEW, ONE_BY_ONE);
    photo(NAME, BYTES);
    photo("b.jpg.tif", "another photo");
    photo("copy.jpg", BYTES);
    runs.run(Reprocess.NEW, RunLimits.DEFAULT);
    new Maintenance(tables).run(7);
    runs.run(Reprocess.ALL, RunLimits.DEFAULT);
    tables.runs().append(runThatFailedOver(uri));
    leaveFileOfAKilledRun();
    copies = folder.resolve("copies");
    before = contents(tables);
  }

  private static void photo(String name, String content) throws IOException {
    Files.writeString(photos.resolve(name), content);
  }

  private static RunEvent runThatFailedOver(String uri) {
    return new RunEvent(
        "failed",
        4,
        RunEvent.Event.ENDED,
        Instant.now(),
        Map.of("input", uri),
        Map.of(),
        new RunEvent.Ending("FAILED", "cannot read " + uri, RunCounts.NONE, 0, 1, List.of()));
  }

  private static void leaveFileOfAKilledRun() throws IOException {
    try (Stream<Path> files = Files.list(output.resolve("restorations"))) {
      Path withPhoto =
          files
              .filter(file -> file.toString().endsWith(".parquet"))
              .filter(file -> contains(file, RESTORED))
              .findFirst()
              .orElseThrow();
      Files.copy(withPhoto, output.resolve("restorations/part-of-a-killed-run.parquet"));
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tables as they were before, at a place of their own. */
  private static Path copy(String name) throws IOException {
    Path copy = copies.resolve(name);
    try (Stream<Path> all = Files.walk(output)) {
      for (Path file : all.toList()) {
        Files.copy(
            file,
            Files.createDirectories(copy).resolve(output.relativize(file)),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return copy;
  }

  private static ResultTables tables(Path place) {
    return new ResultTables(SPARK, place.toString());
  }

  private static List<String> whatMustGo() {
    return List.of(
        "Zoë",
        "Zo%C3%AB",
        BYTES,
        RESTORED,
        EARLIER_BYTES,
        DigestUtils.sha256Hex(BYTES),
        DigestUtils.sha256Hex(EARLIER_BYTES),
        DigestUtils.sha256Hex(RESTORED));
  }

  private static List<String> names(ResultTables tables) {
    return tables.current().select("source.uri").as(Encoders.STRING()).collectAsList().stream()
        .map(name -> name.substring(name.lastIndexOf('/') + 1))
        .sorted()
        .toList();
  }

  private static List<String> contents(ResultTables tables) {
    return tables
        .current()
        .selectExpr("concat_ws(' ', source.uri, run_number, cast(restored.content as string))")
        .as(Encoders.STRING())
        .collectAsList();
  }

  @Test
  @Order(1)
  void nothingIsPurgedUnderARunningRun() {
    try (RunLock lock = RunLock.take(tables.output(), "of the night", new Configuration())) {
      assertThatThrownBy(() -> new Purge(tables).purge(List.of(uri)))
          .isInstanceOf(RunLockedException.class)
          .hasMessageContaining("of the night");
    }
    assertThat(names(tables)).contains(NAME);
  }

  @Test
  @Order(2)
  void aPurgeThatWasCutOffIsFinishedByTheNext() throws IOException {
    Path copy = copy("cut off");
    DeltaTable.forPath(SPARK, copy.resolve("restorations").toString())
        .delete("source.uri like '%Zo%' or source.uri like '%copy%'");
    Path sign = copy.resolve("_poison/" + "0".repeat(40) + ".ALONE.a run.1.a sign");
    Files.createDirectories(sign.getParent());
    Files.createFile(sign);
    assertThat(FileBytes.filesWith(copy, RESTORED)).as("history").isNotEmpty();

    Purge.Purged again = new Purge(tables(copy)).purge(List.of(uri));

    assertThat(again.allRows()).isZero();
    assertThat(again.traces()).isEmpty();
    assertThat(FileBytes.filesWith(copy, RESTORED)).isEmpty();
    assertThat(FileBytes.filesWith(copy, "Zoë")).isEmpty();
    assertThat(sign.getParent()).as("what a run that died had in work").doesNotExist();
  }

  @Test
  @Order(4)
  void whatIsLeftIsNamedAndALongerNameIsNot() throws IOException {
    Path copy = copy("with a note");
    Files.writeString(copy.resolve("note.txt"), "see " + uri);
    List<String> some = List.of(uri, "file://" + photos.resolve("b.jpg"));

    assertThat(new Purge(tables(copy)).purge(some).traces())
        .singleElement()
        .asString()
        .contains("note.txt names a purged photo");
    assertThat(names(tables(copy))).containsExactly("b.jpg.tif");
  }

  @Test
  @Order(5)
  void noByteOfThePhotoIsLeftUnderTheTables() throws IOException {
    for (String text : List.of("Zoë", RESTORED, DigestUtils.sha256Hex(EARLIER_BYTES))) {
      assertThat(FileBytes.filesWith(output, text))
          .as("the search finds what is there: %s", text)
          .hasSizeGreaterThan(2);
    }

    purged = new Purge(tables).purge(List.of(uri, NEVER_SEEN));

    assertThat(purged.traces()).isEmpty();
    assertThat(purged.searched()).isGreaterThan(10);
    for (String text : whatMustGo()) {
      assertThat(FileBytes.filesWith(output, text)).as(text).isEmpty();
    }
  }

  @Test
  @Order(6)
  void rowsOfTheSameBytesGoAndAllOthersStayAsTheyWere() {
    assertThat(purged.rows()).containsEntry(uri, 3L).containsEntry(NEVER_SEEN, 0L).hasSize(3);
    assertThat(purged.copies()).singleElement().asString().endsWith("/copy.jpg");
    assertThat(names(tables)).containsExactly("b.jpg", "b.jpg.tif");
    assertThat(contents(tables)).hasSize(2).isSubsetOf(before);
    assertThat(tables.runs().list())
        .extracting(RecordedRun::number)
        .containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  @Order(7)
  void neitherTheNextNightNorAnotherNameBringsThePhotoBack() throws IOException {
    photo("renamed.jpg", BYTES);
    RunSummary night = runs.run(Reprocess.ALL, RunLimits.DEFAULT);

    assertThat(night.pending().in(PhotoState.PURGED)).as("and its copies").isEqualTo(3);
    assertThat(night.counts().photos()).isEqualTo(2);
    assertThat(names(tables)).containsExactly("b.jpg", "b.jpg.tif");
    assertThat(FileBytes.filesWith(output, RESTORED)).isEmpty();
    assertThat(FileBytes.filesWith(output, "renamed.jpg")).isEmpty();
  }

  @Test
  @Order(8)
  void withoutItsKeyTheRunEndsInsteadOfLettingPhotosPass() throws IOException {
    Path key = output.resolve("_purged/key");
    Path away = Files.move(key, folder.resolve("key"));

    assertThatThrownBy(() -> runs.run(Reprocess.NEW, RunLimits.DEFAULT))
        .isInstanceOf(TableException.class)
        .hasMessageContaining("_purged/key is gone");
    Files.move(away, key);
  }

  @Test
  @Order(9)
  void liftingLetsItComeBack() {
    assertThat(new Purge(tables).lift(List.of(uri, "file:///other.jpg"))).containsExactly(uri);

    assertThat(runs.run(Reprocess.NEW, RunLimits.DEFAULT).counts().restored()).isEqualTo(3);
    assertThat(names(tables)).contains(NAME, "copy.jpg", "renamed.jpg");
  }
}
