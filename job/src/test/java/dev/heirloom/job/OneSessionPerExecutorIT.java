package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.restoration.spark.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster of processes on this machine: a master, a worker, and two executors. */
class OneSessionPerExecutorIT {
  private static final int PHOTOS = 24;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();
  private String master = "";

  @BeforeEach
  void startCluster() throws Exception {
    SparkSession.getDefaultSession().foreach(session -> stop(session));
    // Spark looks for its jars there before it starts an executor; ours come by class path.
    Files.createDirectories(folder.resolve("spark/jars"));
    int port = freePort();
    master = "spark://127.0.0.1:" + port;
    start("master.Master", "--host", "127.0.0.1", "--port", "" + port, "--webui-port", "0");
    awaitListening(port);
    String work = folder.resolve("work").toString();
    start(
        "worker.Worker",
        "--host",
        "127.0.0.1",
        "--webui-port",
        "0",
        "--cores",
        "4",
        "--memory",
        "2g",
        "--work-dir",
        work,
        master);
  }

  private static Object stop(SparkSession session) {
    session.stop();
    return session;
  }

  private void start(String main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.spark.deploy." + main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(main + ".log").toFile());
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    processes.add(builder.start());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitListening(int port) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(200);
      }
    }
    throw new AssertionError("nothing listens at port " + port);
  }

  @AfterEach
  void stopCluster() {
    SparkSession.getDefaultSession().foreach(session -> stop(session));
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    processes.forEach(Process::destroy);
    processes.forEach(
        process ->
            assertThatCode(process::waitFor).as("the process ends").doesNotThrowAnyException());
  }

  @Test
  void manyTasksOnTwoExecutorsOpenTwoRestorers() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < PHOTOS; i++) {
      try (InputStream sample = getClass().getResourceAsStream("sample/motion-blur.jpg")) {
        Files.copy(sample, photos.resolve(i + ".jpg"));
      }
    }
    SparkSession spark = JobSession.open(conf());
    JobSettings settings =
        new JobRuns(Engine.INSTANCE, photos, folder.resolve("out"))
            .settings(Reprocess.NEW, new RunLimits(8, 1000, 1, RunLimits.OnEmpty.FAIL));
    RunSummary summary =
        new RestorationJob(spark, Engine.INSTANCE, RunProgress.SILENT).run(settings);
    spark.stop();

    assertThat(summary.counts().restored()).isEqualTo(PHOTOS);
    assertThat(openings()).as("restorers opened, by executor").hasSize(2).containsOnly(1L);
  }

  private SparkConf conf() {
    return new SparkConf()
        .setMaster(master)
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.executor.memory", "768m")
        .set("spark.executor.cores", "2")
        .set("spark.cores.max", "4")
        .set("spark.scheduler.minRegisteredResourcesRatio", "1")
        .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "90s")
        .set("spark.locality.wait", "0")
        .set("spark.ui.enabled", "false")
        .set("spark.databricks.delta.snapshotPartitions", "1")
        .set("spark.sql.shuffle.partitions", "2")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .set(
            "spark.executor.extraJavaOptions",
            "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
                + " -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.maxBytes=0");
  }

  /** How many times each executor says that it opened a restorer. */
  private List<Long> openings() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
      return files
          .filter(file -> file.endsWith("stderr"))
          .map(OneSessionPerExecutorIT::lines)
          .map(lines -> lines.stream().filter(line -> line.contains("Opened restorer")).count())
          .collect(Collectors.toList());
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
