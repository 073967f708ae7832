package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest implements RunLockContract {
  @TempDir java.nio.file.Path folder;
  private final Configuration hadoop = new Configuration();

  @Override
  public Path output() {
    return new Path(folder.toUri());
  }

  @Override
  public Configuration hadoop() {
    return hadoop;
  }

  private void holder(LockOwner owner) throws IOException {
    Files.createDirectories(folder.resolve("_lock"));
    Files.write(folder.resolve("_lock/0000000001"), owner.bytes());
  }

  @Test
  void aProcessOfThisMachineThatIsGoneIsTakenOverAtOnce() throws IOException {
    LockOwner dead = LockOwner.me("dead");
    dead.properties().setProperty("process_started", "long ago");
    holder(dead);

    try (RunLock lock = RunLock.take(output(), "alive", hadoop)) {
      assertThat(folder.resolve("_lock/0000000002")).content().contains("run_id=alive");
    }
  }

  @Test
  void aProcessOfAnotherContainerIsNotTakenForGone() throws IOException {
    LockOwner other = LockOwner.me("other");
    other.properties().setProperty("process_started", "long ago");
    other.properties().setProperty("processes", "another boot pid:[1]");
    holder(other);

    assertThatThrownBy(() -> RunLock.take(output(), "alive", hadoop))
        .isInstanceOf(RunLockedException.class)
        .hasMessageContaining("run other");
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
