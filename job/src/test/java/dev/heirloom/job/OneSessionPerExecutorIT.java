package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.restoration.spark.Engine;
import dev.heirloom.restoration.spark.RestorerAtStart;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneSessionPerExecutorIT {
  private static final int PHOTOS = 24;

  @TempDir Path folder;

  @Test
  void manyTasksOnTwoExecutorsOpenTwoRestorers() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < PHOTOS; i++) {
      try (InputStream sample = getClass().getResourceAsStream("sample/motion-blur.jpg")) {
        Files.copy(sample, photos.resolve(i + ".jpg"));
      }
    }
    try (StandaloneCluster cluster = StandaloneCluster.start(folder)) {
      JobSettings settings =
          new JobRuns(Engine.INSTANCE, photos, folder.resolve("out"))
              .settings(Reprocess.NEW, new RunLimits(8, 1000, 1, RunLimits.OnEmpty.FAIL));
      new RestorerAtStart(Engine.INSTANCE, settings.models()).want();
      SparkSession spark = JobSession.open(cluster.conf());
      RunSummary summary =
          new RestorationJob(spark, Engine.INSTANCE, RunProgress.SILENT).run(settings);
      spark.stop();

      assertThat(summary.counts().restored()).isEqualTo(PHOTOS);
      assertThat(cluster.executorLogs())
          .hasSize(2)
          .allSatisfy(
              log ->
                  assertThat(log)
                      .filteredOn(line -> line.matches(".*(Opened restorer|Running task).*"))
                      .as("opened once, before the first task")
                      .satisfies(first -> assertThat(first).contains("Opened restorer"), atIndex(0))
                      .filteredOn(line -> line.contains("Opened restorer"))
                      .hasSize(1));
    }
  }
}
