package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.restoration.spark.Engine;
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
      SparkSession spark = JobSession.open(cluster.conf());
      JobSettings settings =
          new JobRuns(Engine.INSTANCE, photos, folder.resolve("out"))
              .settings(Reprocess.NEW, new RunLimits(8, 1000, 1, RunLimits.OnEmpty.FAIL));
      RunSummary summary =
          new RestorationJob(spark, Engine.INSTANCE, RunProgress.SILENT).run(settings);
      spark.stop();

      assertThat(summary.counts().restored()).isEqualTo(PHOTOS);
      assertThat(cluster.linesOfExecutors("Opened restorer"))
          .as("restorers opened, by executor")
          .hasSize(2)
          .containsOnly(1L);
    }
  }
}
