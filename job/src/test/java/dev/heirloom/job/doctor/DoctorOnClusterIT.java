package dev.heirloom.job.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.FakeEngine;
import dev.heirloom.job.JobSession;
import dev.heirloom.job.StandaloneCluster;
import dev.heirloom.job.doctor.Finding.Verdict;
import dev.heirloom.restoration.ModelSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorOnClusterIT {
  @TempDir Path folder;

  @Test
  void everyExecutorIsLookedAt() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Files.writeString(photos.resolve("a.jpg"), "grandmother");
    List<Finding> findings;
    try (StandaloneCluster cluster = StandaloneCluster.start(folder)) {
      SparkConf conf = cluster.conf().set("spark.executorEnv.MALLOC_ARENA_MAX", "64");
      findings =
          Doctor.examine(
              new FakeEngine("cluster"),
              new DoctorSettings(
                  List.of(photos.toString()), folder + "/out", ModelSettings.DEFAULT),
              () -> JobSession.open(conf));
    }
    String both = "executor 0 on 127.0.0.1, executor 1 on 127.0.0.1";

    assertThat(findings).noneMatch(finding -> finding.verdict() == Verdict.FAIL);
    assertThat(findings)
        .filteredOn(finding -> finding.check().equals("spark"))
        .containsExactly(Finding.ok("spark", "driver", "2 executors were looked at"));
    assertThat(findings)
        .filteredOn(finding -> List.of("probe", "malloc", "javacpp").contains(finding.check()))
        .extracting(Finding::on)
        .containsExactly(both, both, both);
    assertThat(findings)
        .filteredOn(finding -> finding.check().equals("malloc"))
        .extracting(Finding::remedy)
        .containsExactly("set spark.executorEnv.MALLOC_ARENA_MAX=2");
    assertThat(findings)
        .filteredOn(finding -> finding.check().equals("heap"))
        .as("that of the driver, and 768 MiB for two threads of each executor")
        .extracting(Finding::verdict)
        .containsExactly(Verdict.OK, Verdict.WARN);
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
