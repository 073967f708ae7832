package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application on a real standalone cluster: master, worker, driver, two executors. */
class ClusterIT {
  private static final Path BUILT = Path.of("target/heirloom").toAbsolutePath();
  private static final Path SAMPLE =
      Path.of("src/main/resources/dev/heirloom/job/sample").toAbsolutePath();
  private static final int PHOTOS = 12;
  private static final int MINUTES = 8;

  @TempDir private Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stopTheCluster() throws InterruptedException {
    for (Process process : processes) {
      process.destroy();
      process.waitFor(20, TimeUnit.SECONDS);
      process.destroyForcibly();
    }
  }

  @Test
  void everyExecutorOpensItsModelsOnceWhateverTheNumberOfTasks() throws Exception {
    String master = startCluster();
    Path photos = photos();

    Path summary = folder.resolve("summary.json");
    Process driver =
        new ProcessBuilder(restore(master, photos))
            .redirectOutput(summary.toFile())
            .redirectError(folder.resolve("driver.log").toFile())
            .start();
    processes.add(driver);
    assertThat(driver.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
    assertThat(driver.exitValue()).as(Files.readString(folder.resolve("driver.log"))).isZero();

    assertThat(Files.readString(summary)).containsPattern("\"restored\"\\s*:\\s*" + PHOTOS);
    List<Path> logs = executorLogs();
    assertThat(logs).hasSize(2);
    for (Path log : logs) {
      List<String> lines = Files.readAllLines(log);
      assertThat(lines).filteredOn(line -> line.contains("Opened restorer")).hasSize(1);
      assertThat(lines).filteredOn(line -> line.contains("Finished task")).hasSizeGreaterThan(2);
    }
  }

  private String startCluster() throws Exception {
    int port = freePort();
    String master = "spark://127.0.0.1:" + port;
    start(
        "master",
        "org.apache.spark.deploy.master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        String.valueOf(port),
        "--webui-port",
        "0");
    start(
        "worker",
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--webui-port",
        "0",
        "--cores",
        "2",
        "--memory",
        "3g",
        "--work-dir",
        folder.resolve("work").toString(),
        master);
    return master;
  }

  /** The worker starts executors from the jars of a Spark home. */
  private void start(String name, String main, String... arguments) throws IOException {
    Path home = folder.resolve("spark");
    if (!Files.exists(home)) {
      Files.createDirectories(home);
      Files.createSymbolicLink(home.resolve("jars"), BUILT.resolve("spark"));
    }
    List<String> command =
        new ArrayList<>(List.of(java(), "-Xmx512m", "-cp", BUILT + "/spark/*", main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    processes.add(
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start());
  }

  private List<String> restore(String master, Path photos) {
    return List.of(
        Path.of("../scripts/heirloom").toAbsolutePath().normalize().toString(),
        "restore",
        "--master",
        master,
        "--conf",
        "spark.driver.host=127.0.0.1",
        "--conf",
        "spark.executor.cores=1",
        "--conf",
        "spark.cores.max=2",
        "--conf",
        "spark.executor.memory=1g",
        "--conf",
        "spark.executor.extraClassPath=" + BUILT + "/lib/*",
        "--conf",
        "spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.maxBytes=0",
        "--input",
        photos.toString(),
        "--output",
        folder.resolve("out").toString(),
        "--commit-every",
        "4",
        "--json",
        "--no-progress");
  }

  private Path photos() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < PHOTOS; i++) {
      Files.copy(SAMPLE.resolve("motion-blur.jpg"), photos.resolve("photo-%02d.jpg".formatted(i)));
    }
    return photos;
  }

  private List<Path> executorLogs() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
      return files.filter(file -> file.endsWith("stderr")).toList();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
