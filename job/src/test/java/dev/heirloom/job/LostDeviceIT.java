package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.sink.ResultTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A GPU that is lost to its process, on a real cluster. */
class LostDeviceIT {
  private static final FakeEngine ENGINE = new FakeEngine("lost");
  private static final int PHOTOS = 41;
  private static final RunLimits LIMITS = new RunLimits(50, 1000, 1, RunLimits.OnEmpty.FAIL);

  @TempDir Path folder;

  @Test
  void itsExecutorIsReplacedAndEveryPhotoIsDoneOnceAndNoneBlamed() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Path marks = Files.createDirectories(folder.resolve("marks"));
    Path output = folder.resolve("out");
    for (int i = 1; i < PHOTOS; i++) {
      Files.writeString(photos.resolve(i + ".jpg"), "slow photo " + i);
    }
    // The second time its task is tried again, and each photo in work has a sign.
    Files.writeString(
        photos.resolve("deadly.jpg"), "lose 2 %s %s".formatted(marks, output.resolve("_poison")));
    try (StandaloneCluster cluster = StandaloneCluster.start(folder)) {
      SparkSession spark = JobSession.open(cluster.conf().set("spark.executor.memory", "512m"));

      RunSummary summary =
          new RestorationJob(spark, ENGINE, RunProgress.SILENT)
              .run(new JobRuns(ENGINE, photos, output).settings(Reprocess.NEW, LIMITS));

      assertThat(summary.counts().failures()).isEmpty();
      assertThat(summary.counts().restored()).isEqualTo(PHOTOS);
      requireOneRestoredRowEach(spark, output);
      List<String> dead = List.of(executor(marks, 1), executor(marks, 2));
      assertThat(dead).doesNotHaveDuplicates();
      assertThat(Files.readString(marks.resolve("signs")).lines())
          .as("signs in the journal that a dead executor left")
          .noneMatch(sign -> dead.stream().anyMatch(id -> sign.contains("." + id + ".")))
          .as("signs of those that live")
          .isNotEmpty();
      for (int i = 0; i < 60 && cluster.executorLogs().size() < 4; i++) {
        // The run may end on the executors that are left before the last one is replaced.
        TimeUnit.MILLISECONDS.sleep(500);
      }
      assertThat(cluster.executorLogs())
          .as("two at the start, and one for each that ended")
          .hasSize(4)
          .filteredOn(log -> log.stream().anyMatch(LostDeviceIT::isLastWord))
          .hasSize(2);
    }
  }

  private static String executor(Path marks, int loss) throws Exception {
    return Files.readString(marks.resolve("lost-" + loss));
  }

  private static boolean isLastWord(String line) {
    return Stream.of("ends itself", "the GPU is lost to this process", "Xid in dmesg")
        .allMatch(line::contains);
  }

  private static void requireOneRestoredRowEach(SparkSession spark, Path output) {
    List<Row> rows =
        new ResultTables(spark, output.toString())
            .restorations()
            .rows()
            .select("source.uri", "status")
            .collectAsList();
    assertThat(rows).hasSize(PHOTOS).allMatch(row -> row.getString(1).equals("RESTORED"));
    assertThat(rows.stream().map(row -> row.getString(0))).doesNotHaveDuplicates();
  }
}
