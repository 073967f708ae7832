package dev.heirloom.job.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.job.DriverRace;
import dev.heirloom.job.EndedProcess;
import dev.heirloom.job.FaultyWire;
import dev.heirloom.job.FaultyWire.Fate;
import dev.heirloom.job.S3Server;
import dev.heirloom.job.delta.CommitRace.Acknowledged;
import io.delta.storage.LogStore;
import io.delta.storage.S3SingleDriverLogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Commits to a real S3 server, from several processes and over a bad wire. */
class ConditionalLogStoreIT {
  private static final int DRIVERS = Integer.getInteger("heirloom.drivers", 2);
  private static final int THREADS = 2;
  private static final int COMMITS = 40;

  @TempDir static java.nio.file.Path folder;
  private static S3Server server;
  private static String bucket;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start(folder, S3Server.Signatures.CHECKED);
    bucket = server.newBucket();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  private final Configuration hadoop = S3Server.hadoop(server.port());
  private final Path log = newLog(bucket);

  private static Path newLog(String bucket) {
    return new Path("s3a://%s/%s/_delta_log".formatted(bucket, UUID.randomUUID()));
  }

  private List<Acknowledged> present() throws IOException {
    return present(log);
  }

  /** What a log holds, with the versions. */
  private List<Acknowledged> present(Path log) throws IOException {
    List<Acknowledged> present = new ArrayList<>();
    try (FileSystem fs = FileSystem.newInstance(log.toUri(), hadoop)) {
      for (FileStatus status : fs.listStatus(log)) {
        try (FSDataInputStream stream = fs.open(status.getPath())) {
          String name = new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
          present.add(
              new Acknowledged(
                  Long.parseLong(status.getPath().getName().replace(".json", "")), name));
        }
      }
    }
    return present;
  }

  /** Drivers that begin together; what each of them was told it has committed. */
  private List<Acknowledged> race(Class<? extends LogStore> store) throws Exception {
    List<Acknowledged> acknowledged =
        DriverRace.run(DRIVERS, name -> driver(store, name)).stream()
            .map(said -> new Acknowledged(Long.parseLong(said[1]), said[2]))
            .toList();
    assertThat(acknowledged).hasSize(DRIVERS * THREADS * COMMITS);
    return acknowledged;
  }

  private Process driver(Class<? extends LogStore> store, String name) throws IOException {
    List<String> command =
        EndedProcess.java(
            CommitRace.class,
            "256m",
            store.getName(),
            log.toString(),
            name,
            "" + THREADS,
            "" + COMMITS);
    S3Server.settings(server.port()).forEach((key, value) -> command.add(key + "=" + value));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  void everyCommitThatWasAcknowledgedToOneOfManyDriversIsThere() throws Exception {
    assertThat(race(ConditionalLogStore.class)).containsExactlyInAnyOrderElementsOf(present());
  }

  /** Shows that the race above can be lost. */
  @Test
  void deltasOwnStoreLosesCommitsInThatRace(TestReporter reporter) throws Exception {
    List<Acknowledged> acknowledged = race(S3SingleDriverLogStore.class);
    List<Acknowledged> present = present();

    reporter.publishEntry("acknowledged", "" + acknowledged.size());
    reporter.publishEntry("present", "" + present.size());
    assertThat(acknowledged).containsAll(present).hasSizeGreaterThan(present.size());
  }

  @Test
  void lostAnswersAndRefusalsMakeNoCommitTwiceAndLoseNone() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    try (FaultyWire wire =
        new FaultyWire(
            server.port(),
            (method, path) ->
                method.equals("PUT") ? everyFourthLost(writes.incrementAndGet()) : Fate.ARRIVES,
            head -> head)) {
      Configuration bad = S3Server.hadoop(wire.port());
      bad.setInt("fs.s3a.attempts.maximum", 1);
      Path log = newLog(server.newBucket());
      List<Acknowledged> acknowledged =
          CommitRace.run(new ConditionalLogStore(bad), log, bad, "driver", 2, 10);

      assertThat(writes).hasValueGreaterThan(20);
      assertThat(acknowledged).hasSize(20).containsExactlyInAnyOrderElementsOf(present(log));
    }
  }

  private static Fate everyFourthLost(int write) {
    return write % 4 == 0 ? Fate.ANSWER_LOST : write % 5 == 0 ? Fate.REFUSED : Fate.ARRIVES;
  }

  @Test
  void aVersionThatIsTakenIsAConflictForDelta() throws Exception {
    LogStore store = new ConditionalLogStore(hadoop);
    Path file = CommitRace.file(log, 0);
    store.write(file, List.of("first").iterator(), false, hadoop);

    assertThatThrownBy(() -> store.write(file, List.of("second").iterator(), false, hadoop))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(present()).containsExactly(new Acknowledged(0, "first"));
    store.write(file, List.of("third").iterator(), true, hadoop);
    assertThat(present()).containsExactly(new Acknowledged(0, "third"));
  }

  @Test
  void actionsThatFailLeaveNoHalfCommit() throws Exception {
    LogStore store = new ConditionalLogStore(hadoop);
    Iterator<String> failing =
        Stream.of("first", "")
            .peek(
                action -> {
                  if (action.isEmpty()) {
                    throw new IllegalStateException("out of actions");
                  }
                })
            .iterator();
    Path file = CommitRace.file(log, 0);

    assertThatThrownBy(() -> store.write(file, failing, false, hadoop))
        .hasMessageContaining("out of actions");
    assertThat(file.getFileSystem(hadoop).exists(file)).isFalse();
  }

  @Test
  void aStoreThatKeepsItsPromiseIsTrustedAndLeftClean() throws Exception {
    Path place = new Path(log.getParent(), "place");
    FileSystem fs = place.getFileSystem(hadoop);

    assertThat(StoreCheck.complaint(fs, place)).isEmpty();
    assertThat(fs.exists(place) ? fs.listStatus(place) : new FileStatus[0]).isEmpty();
  }

  @Test
  void aStoreThatIgnoresTheConditionIsRefused() throws Exception {
    try (S3Server forgetful =
            S3Server.start(folder.resolve("forgetful"), S3Server.Signatures.IGNORED);
        FaultyWire wire =
            new FaultyWire(
                forgetful.port(),
                (method, path) -> Fate.ARRIVES,
                FaultyWire.without("If-None-Match"))) {
      Path place = new Path("s3a://%s/place".formatted(forgetful.newBucket()));
      try (FileSystem fs = FileSystem.newInstance(place.toUri(), S3Server.hadoop(wire.port()))) {
        assertThat(StoreCheck.complaint(fs, place))
            .get()
            .asString()
            .contains("of 8 writers of a new file 8 were told that it is theirs");
      }
    }
  }

  @Test
  void aConditionThatIsSwitchedOffIsNamed() throws Exception {
    Configuration off = S3Server.hadoop(server.port());
    off.setBoolean("fs.s3a.create.conditional.enabled", false);
    try (FileSystem fs = FileSystem.newInstance(log.toUri(), off)) {
      assertThat(StoreCheck.complaint(fs, log.getParent()))
          .get()
          .asString()
          .contains("fs.s3a.create.conditional.enabled");
    }
  }
}
