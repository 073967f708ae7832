package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** What the lock does on every store. */
interface RunLockContract {
  int CONTENDERS = 6;
  RunLock.Timing PATIENT = new RunLock.Timing(Duration.ofMillis(100), Duration.ofMinutes(5));

  /** Store times may have whole seconds only. */
  RunLock.Timing HASTY = new RunLock.Timing(Duration.ofMillis(100), Duration.ofMillis(1500));

  /** An empty place, another for each test. */
  Path output();

  Configuration hadoop();

  private RunLock take(String run, RunLock.Timing timing) {
    return RunLock.take(output(), run, hadoop(), timing);
  }

  /** A holder on another machine, who gives no sign of life after this one. */
  private Path holder(int term) throws IOException {
    Path file = new Path(output(), "_lock/%010d".formatted(term));
    FileSystem fs = file.getFileSystem(hadoop());
    try (OutputStream out = fs.create(file, true)) {
      out.write(
          "run_id=far\nhost=far-away\nuser=anna\npid=1\nsince=2199-01-01T00:00:00Z\n"
              .getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  @Test
  default void onlyOneRunHoldsIt() {
    try (RunLock first = take("first", PATIENT)) {
      assertThatThrownBy(() -> take("second", PATIENT))
          .isInstanceOf(RunLockedException.class)
          .hasMessageContaining("held by run first of " + System.getProperty("user.name"));
      assertThatCode(first::requireHeld).doesNotThrowAnyException();
    }
    take("second", PATIENT).close();
  }

  @Test
  default void whoeverAsksLearnsWhoHoldsIt() throws IOException {
    assertThat(RunLock.holder(output(), hadoop())).isEmpty();
    try (RunLock lock = take("first", PATIENT)) {
      assertThat(RunLock.holder(output(), hadoop()).orElseThrow())
          .startsWith("run first of " + System.getProperty("user.name"))
          .matches(".*, last sign of life \\d+ s ago");
      lock.requireHeld();
    }
    assertThat(RunLock.holder(output(), hadoop())).as("given up").isEmpty();
    holder(99);
    assertThat(RunLock.holder(output(), hadoop()).orElseThrow())
        .contains("anna on far-away (process 1) since 2199-01-01T00:00:00Z");
  }

  @Test
  default void ofManyWhoTryOneGetsIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CONTENDERS);
    CyclicBarrier start = new CyclicBarrier(CONTENDERS);
    List<Callable<List<RunLock>>> contenders = new ArrayList<>();
    for (int i = 0; i < CONTENDERS; i++) {
      String run = "run " + i;
      contenders.add(
          () -> {
            start.await();
            try {
              return List.of(take(run, PATIENT));
            } catch (RunLockedException e) {
              return List.of();
            }
          });
    }
    try {
      for (int round = 0; round < 5; round++) {
        List<RunLock> held = new ArrayList<>();
        for (Future<List<RunLock>> contender : threads.invokeAll(contenders)) {
          held.addAll(contender.get());
        }
        assertThat(held).as("round %d", round).hasSize(1);
        held.forEach(RunLock::close);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  default void aHolderElsewhereIsNamedAndLeftAlone() throws IOException {
    holder(1);
    assertThatThrownBy(() -> take("near", PATIENT))
        .isInstanceOf(RunLockedException.class)
        .hasMessageContaining("run far of anna on far-away (process 1)")
        .hasMessageContaining("expires 300 s after its last sign of life");
  }

  @Test
  default void theLockOfADeadHolderExpiresWhateverTheClocksSay() throws Exception {
    holder(1);
    Thread.sleep(HASTY.expiry().toMillis() + 1000);
    try (RunLock lock = take("near", HASTY)) {
      assertThatCode(lock::requireHeld).doesNotThrowAnyException();
    }
  }

  @Test
  default void aHolderWhoLivesKeepsItBeyondTheExpiry() throws Exception {
    try (RunLock first = take("first", HASTY)) {
      Thread.sleep(HASTY.expiry().toMillis() + 1000);
      assertThatThrownBy(() -> take("second", HASTY)).isInstanceOf(RunLockedException.class);
      assertThatCode(first::requireHeld).doesNotThrowAnyException();
    }
  }

  @Test
  default void aHolderWhoseLockHasPassedOnIsTold() throws Exception {
    try (RunLock suspended = take("suspended", PATIENT)) {
      holder(2);
      Thread.sleep(2000);
      assertThatThrownBy(suspended::requireHeld)
          .isInstanceOf(TableException.class)
          .hasMessageContaining("another run has taken over the lock");
    }
    assertThatThrownBy(() -> take("third", PATIENT))
        .as("who has lost the lock does not give it up for the new holder")
        .isInstanceOf(RunLockedException.class)
        .hasMessageContaining("run far");
  }

  @Test
  default void ofEarlierTermsNothingStays() throws IOException {
    take("first", PATIENT).close();
    take("second", PATIENT).close();
    Path folder = new Path(output(), "_lock");
    assertThat(folder.getFileSystem(hadoop()).listStatus(folder))
        .extracting(status -> status.getPath().getName())
        .allMatch(name -> name.startsWith("0000000002"));
  }
}
