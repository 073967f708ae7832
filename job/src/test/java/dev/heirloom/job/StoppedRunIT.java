package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.sink.ResultTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A run that is told to end: by SIGTERM, as systemd and Kubernetes do it, or by Ctrl-C. */
@ExtendWith(SparkExtension.class)
class StoppedRunIT {
  private static final int PHOTOS = 600;
  private static final int COMMIT_EVERY = 25;
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
    stop(photos, output, "TERM", 128 + 15, 1);
    stop(photos, output, "INT", 128 + 2, 2);

    ResultTables tables = new ResultTables(spark, output.toString());
    assertThat(DriverProcess.start(ENGINE, photos, output, COMMIT_EVERY, List.of()).waitFor())
        .isZero();
    assertThat(tables.restorations().rows().count()).isEqualTo(PHOTOS);
    assertThat(tables.current().count()).isEqualTo(PHOTOS);
  }

  /** Starts a run, and ends it by a signal as soon as it has committed something. */
  private void stop(Path photos, Path output, String signal, int status, int number)
      throws Exception {
    Process driver = DriverProcess.start(ENGINE, photos, output, COMMIT_EVERY, List.of());
    long before = commits(output);
    while (driver.isAlive() && commits(output) <= Math.max(before, 1)) {
      Thread.sleep(20);
    }

    new ProcessBuilder("kill", "-" + signal, "" + driver.pid()).start().waitFor();

    assertThat(driver.waitFor(40, TimeUnit.SECONDS)).as("ends in time").isTrue();
    assertThat(driver.exitValue()).isEqualTo(status);
    assertThat(output.resolve("_lock/000000000%d.ended".formatted(number)))
        .as("gave up its lock")
        .exists();
    ResultTables tables = new ResultTables(spark, output.toString());
    Row end = tables.runs().rows().where("event = 'ENDED' AND run_number = " + number).first();
    assertThat(end.<String>getAs("outcome")).isEqualTo("FAILED");
    assertThat(end.<String>getAs("message")).contains("stopped from outside");
    long rows = tables.restorations().rows().count();
    assertThat(rows).isPositive().isLessThan(PHOTOS);
    assertThat(rows % COMMIT_EVERY).as("whole commits").isZero();
  }

  /** Versions of the table of photos, the first of which makes it. */
  private static long commits(Path output) throws IOException {
    Path log = output.resolve("restorations/_delta_log");
    if (!Files.exists(log)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(log)) {
      return files.filter(file -> file.toString().matches(".*/\\d{20}\\.json")).count();
    }
  }
}
