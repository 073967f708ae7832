package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.sink.ResultTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A run that is told to end by SIGTERM, as by {@code kill}, systemd or Kubernetes. */
@ExtendWith(SparkExtension.class)
class StoppedRunIT {
  private static final int PHOTOS = 600;
  private static final int COMMIT_EVERY = 25;
  private static final int ENDED_BY_SIGTERM = 128 + 15;
  private static final FakeEngine ENGINE = new FakeEngine("stopped");

  @TempDir Path folder;
  private final SparkSession spark = SparkExtension.session();

  @Test
  void aRunThatIsStoppedLeavesWholeCommitsAndNoLock() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Path output = folder.resolve("out");
    for (int i = 0; i < PHOTOS; i++) {
      Files.writeString(photos.resolve(i + ".jpg"), "slow photo " + i);
    }
    Process driver = DriverProcess.start(ENGINE, photos, output, COMMIT_EVERY, List.of());
    Path firstCommit = output.resolve("restorations/_delta_log/00000000000000000001.json");
    while (driver.isAlive() && !Files.exists(firstCommit)) {
      Thread.sleep(20);
    }

    driver.destroy();

    assertThat(driver.waitFor(40, TimeUnit.SECONDS)).as("ends in time").isTrue();
    assertThat(driver.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
    assertThat(output.resolve("_lock/0000000001.ended")).as("gave up its lock").exists();
    ResultTables tables = new ResultTables(spark, output.toString());
    Row end = tables.runs().rows().where("event = 'ENDED'").first();
    assertThat(end.<String>getAs("outcome")).isEqualTo("FAILED");
    assertThat(end.<String>getAs("message")).contains("stopped from outside");
    long rows = tables.restorations().rows().count();
    assertThat(rows).isPositive().isLessThan(PHOTOS);
    assertThat(rows % COMMIT_EVERY).as("whole commits").isZero();

    assertThat(DriverProcess.start(ENGINE, photos, output, COMMIT_EVERY, List.of()).waitFor())
        .isZero();
    assertThat(tables.restorations().rows().count()).isEqualTo(PHOTOS);
    assertThat(tables.current().count()).isEqualTo(PHOTOS);
  }
}
