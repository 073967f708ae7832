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
import dev.heirloom.job.sink.Maintenance.Maintained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two runs that committed photo by photo, tidied up; then the second is revoked. */
@ExtendWith(SparkExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MaintenanceIT {
  private static final RunLimits ONE_BY_ONE = new RunLimits(1, 100, 1, RunLimits.OnEmpty.FAIL);

  @TempDir static Path folder;
  private static JobRuns runs;
  private static ResultTables tables;
  private static List<String> before;
  private static Path orphan;
  private static List<Maintained> whileAllAreLarge;
  private static List<Maintained> maintained;

  @BeforeAll
  static void twoRunsAndAFileOfAKilledOne() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Files.writeString(photos.resolve("a.jpg"), "grandmother");
    Files.writeString(photos.resolve("b.jpg"), "grandfather");
    runs = new JobRuns(new FakeEngine("maintained"), photos, folder.resolve("out"));
    runs.run(Reprocess.NEW, ONE_BY_ONE);
    Files.writeString(photos.resolve("c.jpg"), "uncle");
    runs.run(Reprocess.ALL, ONE_BY_ONE);
    SparkSession spark = SparkExtension.session();
    tables = new ResultTables(spark, folder.resolve("out").toString());
    before = rows();
    orphan = Files.writeString(folder.resolve("out/restorations/part-killed.parquet"), "half");
    Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    whileAllAreLarge = new Maintenance(tables, 1).run(7);
    maintained = new Maintenance(tables).run(7);
  }

  private static List<String> rows() {
    return tables
        .restorations()
        .rows()
        .selectExpr("source.uri", "run_number", "cast(restored.content as string)")
        .orderBy("uri", "run_number")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  private static List<String> files(String table) {
    return List.of(
        SparkExtension.session()
            .read()
            .format("delta")
            .load(folder.resolve("out/" + table).toString())
            .inputFiles());
  }

  @Test
  @Order(1)
  void smallFilesAreMergedAndNoRowChanges() {
    assertThat(maintained)
        .extracting(Maintained::table)
        .containsExactly("restorations", "runs", "index");
    assertThat(maintained.get(0).merged()).isEqualTo(5);
    assertThat(maintained.get(0).into()).isEqualTo(1);
    assertThat(before).hasSize(5).isEqualTo(rows());
    assertThat(files("restorations")).hasSize(1);
  }

  @Test
  @Order(2)
  void checkpointsAreThereAndFilesOfKilledRunsAreGone() throws IOException {
    for (Maintained table : maintained) {
      assertThat(
              folder.resolve(
                  "out/%s/_delta_log/%020d.checkpoint.parquet"
                      .formatted(table.table(), table.version())))
          .exists();
    }
    assertThat(orphan).doesNotExist();
  }

  @Test
  @Order(3)
  void filesThatEarlierVersionsNeedStay() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out/restorations"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".parquet"))).hasSize(6);
    }
  }

  @Test
  @Order(4)
  void mergedPicturesAreNotCompressedAgain() throws IOException {
    var input =
        HadoopInputFile.fromPath(
            new org.apache.hadoop.fs.Path(files("restorations").get(0)), new Configuration());
    try (ParquetFileReader reader = ParquetFileReader.open(input)) {
      assertThat(reader.getFooter().getBlocks().get(0).getColumns())
          .allSatisfy(
              column -> assertThat(column.getCodec()).isEqualTo(CompressionCodecName.UNCOMPRESSED));
    }
  }

  @Test
  @Order(5)
  void theIndexKnowsTheNewFilesAndNothingIsDoneAgain() {
    assertThat(
            tables
                .index()
                .current(tables.restorations().rows(), tables.runs().revoked())
                .select("file")
                .distinct()
                .collectAsList())
        .singleElement()
        .satisfies(row -> assertThat(files("restorations")).contains(row.getString(0)));
    assertThat(runs.run(Reprocess.NEW, ONE_BY_ONE).pending().photos()).isEmpty();
  }

  @Test
  @Order(6)
  void largeFilesAreLeftAlone() {
    assertThat(whileAllAreLarge).allSatisfy(table -> assertThat(table.merged()).isZero());
  }

  @Test
  @Order(7)
  void aRevokedRunCountsNoMoreAndItsPhotosAreDoneAgain() {
    RecordedRun second = new Revocation(tables).revoke("2");

    assertThat(second.number()).isEqualTo(2);
    assertThat(tables.current().select("run_number").distinct().collectAsList())
        .singleElement()
        .satisfies(row -> assertThat(row.getLong(0)).isEqualTo(1));
    assertThat(new Revocation(tables).revoke(second.id()).revoked()).isTrue();
    assertThat(tables.runs().list())
        .extracting(RecordedRun::outcome, RecordedRun::photos, RecordedRun::revoked)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("DONE", 2L, false),
            org.assertj.core.groups.Tuple.tuple("DONE", 3L, true));
    RunSummary third = runs.run(Reprocess.NEW, ONE_BY_ONE);
    assertThat(third.runNumber()).isEqualTo(3);
    assertThat(third.pending().in(PhotoState.NEW)).isEqualTo(1);
  }

  @Test
  @Order(8)
  void aRunThatIsNotThereCannotBeRevoked() {
    assertThatThrownBy(() -> new Revocation(tables).revoke("77"))
        .isInstanceOf(TableException.class)
        .hasMessageContaining("there is no run 77");
  }

  @Test
  @Order(9)
  void nothingIsMaintainedUnderARunningRun() {
    try (RunLock lock = RunLock.take(tables.output(), "of the night", new Configuration())) {
      assertThatThrownBy(() -> new Maintenance(tables).run(7))
          .isInstanceOf(RunLockedException.class)
          .hasMessageContaining("of the night");
    }
  }
}
