package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.sink.ResultTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A run whose disk is full ends, and the next one, for which there is room, does the rest. */
@ExtendWith(SparkExtension.class)
class FullDiskIT {
  private static final int PHOTOS = 60;
  private static final int COMMIT_EVERY = 5;
  private static final FakeEngine ENGINE = new FakeEngine("full disk");

  @TempDir Path folder;

  private int run(Path photos, Path output, List<String> settings) throws Exception {
    Process driver = DriverProcess.start(ENGINE, photos, output, COMMIT_EVERY, settings);
    assertThat(driver.waitFor(3, TimeUnit.MINUTES)).as("ends").isTrue();
    return driver.exitValue();
  }

  @Test
  void whatWasCommittedStaysAndTheRestComesNext() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Path output = folder.resolve("out");
    for (int i = 0; i < PHOTOS; i++) {
      Files.writeString(photos.resolve(i + ".jpg"), "photo %d %s".formatted(i, "x".repeat(20_000)));
    }
    List<String> oneMegabyte =
        List.of(
            "spark.hadoop.fs.file.impl=" + FullDisk.class.getName(),
            "spark.hadoop." + FullDisk.ROOM + "=1000000");

    assertThat(run(photos, output, oneMegabyte)).isNotZero();

    assertThat(DriverProcess.log(output)).content().contains("No space left on device");
    assertThat(output.resolve("_lock/0000000001.ended")).as("gave up its lock").exists();
    ResultTables tables = new ResultTables(SparkExtension.session(), output.toString());
    long rows = tables.restorations().rows().count();
    assertThat(rows).isPositive().isLessThan(PHOTOS);
    assertThat(rows % COMMIT_EVERY).as("whole commits").isZero();
    assertThat(run(photos, output, List.of())).isZero();
    assertThat(tables.restorations().rows().count()).isEqualTo(PHOTOS);
    assertThat(tables.current().count()).isEqualTo(PHOTOS);
  }
}
