package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.FakeEngine;
import dev.heirloom.job.JobRuns;
import dev.heirloom.job.RunLimits;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.job.incremental.Reprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class CurrentViewIT {
  @TempDir static Path folder;
  private static ResultTables tables;

  /** Everything is done in three runs, and the last is revoked. */
  @BeforeAll
  static void threeRuns() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Files.writeString(photos.resolve("a.jpg"), "grandmother");
    Files.writeString(photos.resolve("b.jpg"), "corrupt");
    JobRuns runs = new JobRuns(new FakeEngine("view"), photos, folder.resolve("out"));
    runs.run(Reprocess.NEW, RunLimits.DEFAULT);
    runs.run(Reprocess.ALL, RunLimits.DEFAULT);
    runs.run(Reprocess.ALL, RunLimits.DEFAULT);
    tables = new ResultTables(SparkExtension.session(), folder.resolve("out").toString());
    tables
        .runs()
        .append(
            new RunEvent(
                "third", 3, RunEvent.Event.REVOKED, Instant.now(), Map.of(), Map.of(), null));
  }

  @Test
  void itTakesTheHighestRunThatIsNotRevoked() {
    assertThat(tables.restorations().rows().count()).isEqualTo(6);
    List<Row> current = tables.current().select("source.uri", "run_number").collectAsList();
    assertThat(current).hasSize(2).allSatisfy(row -> assertThat(row.getLong(1)).isEqualTo(2));
    assertThat(current.stream().map(row -> row.getString(0)).distinct()).hasSize(2);
  }

  @Test
  void picturesAreNeverShuffledOrSorted() {
    SparkSession fixed = SparkExtension.session().newSession();
    fixed.conf().set("spark.sql.adaptive.enabled", "false");
    PictureMoves.assertNone(new ResultTables(fixed, folder.resolve("out").toString()).current());
  }
}
