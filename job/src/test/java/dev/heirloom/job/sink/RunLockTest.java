package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir java.nio.file.Path folder;
  private final Configuration hadoop = new Configuration();

  private RunLock take(String run) {
    return RunLock.take(new Path(folder.toUri()), run, hadoop);
  }

  @Test
  void onlyOneRunHoldsIt() {
    try (RunLock first = take("first")) {
      assertThatThrownBy(() -> take("second"))
          .isInstanceOf(RunLockedException.class)
          .hasMessageContaining("held by run first of " + System.getProperty("user.name"));
    }
    try (RunLock second = take("second")) {
      assertThat(folder.resolve("_run.lock")).exists();
    }
    assertThat(folder.resolve("_run.lock")).doesNotExist();
  }

  @Test
  void aRunOfThisMachineThatIsGoneIsTakenOver() throws IOException {
    Files.writeString(
        folder.resolve("_run.lock"),
        "run_id=dead\nhost=%s\npid=%d\nprocess_started=long ago\n"
            .formatted(InetAddress.getLocalHost().getHostName(), ProcessHandle.current().pid()));

    try (RunLock lock = take("alive")) {
      assertThat(folder.resolve("_run.lock")).content().contains("run_id=alive");
    }
  }

  @Test
  void aRunOfAnotherMachineIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("_run.lock"), "run_id=far\nhost=far-away\npid=1\n");

    assertThatThrownBy(() -> take("near"))
        .isInstanceOf(RunLockedException.class)
        .hasMessageContaining("run far")
        .hasMessageContaining("far-away")
        .hasMessageContaining("delete");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Path inFile = new Path(folder.resolve("file").toUri());

    assertThatThrownBy(() -> RunLock.take(inFile, "run", hadoop))
        .isInstanceOf(TableException.class)
        .hasMessageContaining("cannot write to");
  }
}
