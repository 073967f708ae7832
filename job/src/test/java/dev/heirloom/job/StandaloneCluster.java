package dev.heirloom.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** A real cluster of processes on this machine: a master, a worker, and two executors. */
public final class StandaloneCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final int WORKER = 1;

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private String master = "";

  private StandaloneCluster(Path folder) {
    this.folder = folder;
  }

  /** Stops the session of this JVM, if there is one, and starts master and worker. */
  public static StandaloneCluster start(Path folder) throws Exception {
    stopSession();
    StandaloneCluster cluster = new StandaloneCluster(folder);
    // Spark looks for its jars there before it starts an executor; ours come by class path.
    Files.createDirectories(folder.resolve("spark/jars"));
    int port = freePort();
    cluster.master = "spark://127.0.0.1:" + port;
    cluster.processes.add(
        cluster.start(
            "master.Master", "--host", "127.0.0.1", "--port", "" + port, "--webui-port", "0"));
    awaitListening(port);
    cluster.processes.add(cluster.startWorker());
    return cluster;
  }

  private Process startWorker() throws IOException {
    return start(
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
        work().toString(),
        master);
  }

  private static void stopSession() {
    SparkSession.getDefaultSession().foreach(session -> stop(session));
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
  }

  private static Object stop(SparkSession session) {
    session.stop();
    return session;
  }

  private Process start(String main, String... arguments) throws IOException {
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
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve(main + ".log").toFile()));
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.start();
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

  private Path work() {
    return folder.resolve("work");
  }

  /** For a driver in this JVM, with two executors of two task slots each. */
  public SparkConf conf() {
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

  /**
   * Kills one of the executors by SIGKILL.
   *
   * @return false if there is none just now
   */
  public boolean killExecutor(Random random) {
    List<ProcessHandle> executors = processes.get(WORKER).children().toList();
    return !executors.isEmpty()
        && executors.get(random.nextInt(executors.size())).destroyForcibly();
  }

  /**
   * Kills the worker and its executors by SIGKILL, as if its machine had gone, and starts another.
   */
  public void replaceWorker() throws IOException, InterruptedException {
    Process worker = processes.get(WORKER);
    List<ProcessHandle> executors = worker.children().toList();
    worker.destroyForcibly().waitFor();
    executors.forEach(ProcessHandle::destroyForcibly);
    processes.set(WORKER, startWorker());
  }

  /** What each executor has written to standard error. */
  public List<List<String>> executorLogs() throws IOException {
    try (Stream<Path> files = Files.walk(work())) {
      return files.filter(file -> file.endsWith("stderr")).map(StandaloneCluster::lines).toList();
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopSession();
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      process.waitFor();
    }
  }
}
