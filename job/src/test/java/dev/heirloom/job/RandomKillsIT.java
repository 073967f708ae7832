package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.sink.ResultTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drivers and executors that are killed by SIGKILL at random moments, which {@code -Dheirloom.seed}
 * repeats as far as clocks allow; in full with {@code -Dheirloom.kills=50 -Dheirloom.photos=2000}.
 */
class RandomKillsIT {
  private static final int KILLS = Integer.getInteger("heirloom.kills", 5);
  private static final int PHOTOS = Integer.getInteger("heirloom.photos", 200);
  private static final long SEED = Long.getLong("heirloom.seed", 1910);
  private static final int COMMIT_EVERY = 10;
  private static final int KILLED = 128 + 9;
  private static final int EXECUTOR_KILLS = 3;
  private static final int LONGEST_WAIT_MILLIS = 12_000;
  private static final FakeEngine ENGINE = new FakeEngine("killed");
  private static final List<String> TABLES = List.of("restorations", "restorations", "runs");

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private Path photos;
  private Path output;

  @BeforeEach
  void archive() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    output = folder.resolve("out");
    for (int i = 0; i < PHOTOS; i++) {
      Files.writeString(photos.resolve(i + ".jpg"), text(i));
    }
  }

  private static String text(int photo) {
    return "slow photo " + photo;
  }

  @Test
  void whateverMomentADriverIsKilledEachPhotoHasOneRowInTheEnd() throws Exception {
    Map<String, Integer> kills = new TreeMap<>();
    for (int i = 0; i < KILLS; i++) {
      kills.merge(killOne(i % 4), 1, Integer::sum);
    }
    assertThat(start(List.of()).waitFor()).as("the last run").isZero();

    System.out.printf("Kills with seed %d: %s%n", SEED, kills);
    assertThat(kills.getOrDefault("ended before", 0)).isLessThan(KILLS / 2);
    requireOneRowEach(SparkExtension.session());
  }

  private Process start(List<String> settings) throws IOException {
    return DriverProcess.start(ENGINE, photos, output, COMMIT_EVERY, settings);
  }

  /**
   * @return how it went
   */
  private String killOne(int kind) throws Exception {
    return switch (kind) {
      case 0 -> killAfter(start(List.of()), random.nextInt(LONGEST_WAIT_MILLIS), "at any time");
      case 1 -> dieAtCommit(DeadlyLogStore.Moment.BEFORE);
      case 2 -> killWhileItCommits();
      default -> dieAtCommit(DeadlyLogStore.Moment.AFTER);
    };
  }

  private String killAfter(Process driver, long millis, String kind) throws InterruptedException {
    if (driver.waitFor(millis, TimeUnit.MILLISECONDS)) {
      return "ended before";
    }
    driver.destroyForcibly();
    driver.waitFor();
    return kind;
  }

  private String dieAtCommit(DeadlyLogStore.Moment moment) throws Exception {
    String table = TABLES.get(random.nextInt(TABLES.size()));
    // The second commit of the table of runs is that of the end.
    int commit = table.equals("runs") ? 1 : 1 + random.nextInt(2);
    Process driver = start(DeadlyLogStore.settings(moment, table, commit));
    int status = driver.waitFor();
    assertThat(status).as(() -> "see what the drivers said: " + said()).isIn(0, KILLED);
    return status == 0 ? "ended before" : moment + " a commit of " + table;
  }

  private String said() {
    try {
      return Files.readString(DriverProcess.log(output));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String killWhileItCommits() throws Exception {
    long before = commits();
    Process driver = start(List.of());
    while (driver.isAlive() && commits() == before) {
      Thread.sleep(10);
    }
    return killAfter(driver, random.nextInt(400), "between commits");
  }

  private long commits() throws IOException {
    Path log = output.resolve("restorations/_delta_log");
    if (!Files.exists(log)) {
      return 1;
    }
    try (Stream<Path> files = Files.list(log)) {
      return Math.max(1, files.filter(file -> file.toString().endsWith(".json")).count());
    }
  }

  @Test
  void executorsAndAWorkerThatAreKilledCostTimeAndNothingElse() throws Exception {
    try (StandaloneCluster cluster = StandaloneCluster.start(folder)) {
      SparkSession spark = JobSession.open(cluster.conf().set("spark.executor.memory", "512m"));
      RestorationJob job = new RestorationJob(spark, ENGINE, RunProgress.SILENT);
      JobSettings settings =
          new JobRuns(ENGINE, photos, output)
              .settings(
                  Reprocess.NEW, new RunLimits(COMMIT_EVERY, 100_000, 1, RunLimits.OnEmpty.FAIL));
      CompletableFuture<RunSummary> run = CompletableFuture.supplyAsync(() -> job.run(settings));
      int killed = 0;
      long before = commits();
      while (killed < EXECUTOR_KILLS && !run.isDone()) {
        if (commits() > before) {
          Thread.sleep(random.nextInt(200));
          killed += cluster.killExecutor(random) ? 1 : 0;
          before = commits();
        }
        Thread.sleep(20);
      }
      assertThat(run).as("still at work").isNotDone();
      cluster.replaceWorker();

      assertThat(run.get().counts().restored()).isEqualTo(PHOTOS);
      assertThat(killed).as("killed").isEqualTo(EXECUTOR_KILLS);
      requireOneRowEach(spark);
    }
  }

  private void requireOneRowEach(SparkSession spark) {
    ResultTables tables = new ResultTables(spark, output.toString());
    Map<String, String> restored = new TreeMap<>();
    for (Row row :
        tables
            .restorations()
            .rows()
            .selectExpr(
                "element_at(split(source.uri, '/'), -1)", "status", "restored.content as content")
            .collectAsList()) {
      assertThat(row.getString(1)).as(row.getString(0)).isEqualTo("RESTORED");
      byte[] content = row.getAs("content");
      assertThat(restored.put(row.getString(0), new String(content, StandardCharsets.UTF_8)))
          .as("another row of " + row.getString(0))
          .isNull();
    }
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < PHOTOS; i++) {
      expected.put(i + ".jpg", new StringBuilder(text(i)).reverse().toString());
    }
    assertThat(restored).isEqualTo(expected);
    assertThat(tables.current().count()).isEqualTo(PHOTOS);
  }
}
