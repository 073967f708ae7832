package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.incremental.PhotoState;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.sink.ResultTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photos that crash the process that works on them, or never end. */
class PoisonedPhotosIT {
  private static final FakeEngine ENGINE = new FakeEngine("poison");
  private static final RunLimits LIMITS =
      new RunLimits(20, 1000, 1, RunLimits.OnEmpty.FAIL, Duration.ofSeconds(5));

  @TempDir Path folder;
  private Path photos;
  private Path output;

  @BeforeEach
  void goodPhotos() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    output = folder.resolve("out");
    for (int i = 0; i < 40; i++) {
      photo(i + ".jpg", "slow photo " + i);
    }
  }

  private void photo(String name, String content) throws IOException {
    Files.writeString(photos.resolve(name), content);
  }

  private JobSettings settings() {
    return new JobRuns(ENGINE, photos, output).settings(Reprocess.NEW, LIMITS);
  }

  @Test
  void onAClusterTheyEndAsRowsInTheSameRunAndEverythingElseIsDone() throws Exception {
    photo("crash.jpg", "crash");
    photo("stuck.jpg", "stuck");
    try (StandaloneCluster cluster = StandaloneCluster.start(folder)) {
      SparkSession spark = JobSession.open(cluster.conf().set("spark.executor.memory", "512m"));
      RestorationJob job = new RestorationJob(spark, ENGINE, RunProgress.SILENT);

      RunSummary summary = job.run(settings());

      assertThat(summary.counts().restored()).isEqualTo(40);
      assertThat(summary.counts().failures()).isEqualTo(Map.of("POISONED", 2L));
      requireOneRowEach(spark, 42);
      assertThat(cluster.executorLogs())
          .as("said by the processes that ended themselves")
          .anySatisfy(
              log ->
                  assertThat(log)
                      .anyMatch(line -> line.contains("stuck.jpg was not done within 5 s")));
      assertThat(output.resolve("_poison")).as("is forgotten").doesNotExist();
      RunSummary second = job.run(settings());
      assertThat(second.pending().photos()).as("not tried every night").isEmpty();
      assertThat(second.pending().in(PhotoState.FAILED)).isEqualTo(2);
    }
  }

  @Test
  void onOneMachineTheyEndAsRowsAfterSomeStarts() throws Exception {
    photo("crash.jpg", "crash");
    int starts = 1;
    while (driver() != 0) {
      assertThat(++starts).as("starts").isLessThan(8);
    }

    SparkSession spark = SparkExtension.session();
    assertThat(starts)
        .as("dies unsigned, beside another, twice alone; and is not tried then")
        .isEqualTo(5);
    requireOneRowEach(spark, 41);
    Row failure =
        new ResultTables(spark, output.toString())
            .current()
            .where("source.uri like '%/crash.jpg'")
            .select("failure.code", "failure.message")
            .first();
    assertThat(failure.getString(0)).isEqualTo("POISONED");
    assertThat(failure.getString(1)).contains("ended its process 2 times");
  }

  private void requireOneRowEach(SparkSession spark, long photos) {
    ResultTables tables = new ResultTables(spark, output.toString());
    assertThat(tables.restorations().rows().count()).isEqualTo(photos);
    assertThat(tables.restorations().rows().select("source.uri").distinct().count())
        .isEqualTo(photos);
  }

  private int driver() throws Exception {
    Process driver = DriverProcess.start(ENGINE, photos, output, 20, List.of());
    assertThat(driver.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return driver.exitValue();
  }
}
