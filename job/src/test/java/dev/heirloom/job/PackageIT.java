package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as it is packaged. */
class PackageIT {
  private static final Path HOME = Path.of(System.getProperty("heirloom.home"));
  private static final Path PACKAGE = Path.of(System.getProperty("heirloom.package"));
  private static final Pattern JAR =
      Pattern.compile("(.+?)-(\\d[\\w.]*?(?:-\\d[\\w.]*)?)(-[a-z].*)?\\.jar");

  @TempDir Path folder;

  /** Names of artifacts without version, with classifier. */
  private static List<String> artifacts(String part) throws IOException {
    try (Stream<Path> jars = Files.list(PACKAGE.resolve(part))) {
      return jars.map(jar -> artifact(jar.getFileName().toString())).sorted().toList();
    }
  }

  private static String artifact(String jar) {
    Matcher matcher = JAR.matcher(jar);
    return matcher.matches()
        ? matcher.group(1) + (matcher.group(3) == null ? "" : matcher.group(3))
        : jar;
  }

  private record Ended(int status, String out, String err) {}

  private Ended heirloom(String... arguments) throws Exception {
    return script("heirloom", arguments);
  }

  private Ended script(String name, String... arguments) throws Exception {
    return script(Map.of(), name, arguments);
  }

  private Ended script(Map<String, String> variables, String name, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("scripts/" + name).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(folder.resolve("err.txt").toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("HEIRLOOM_"));
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(variables);
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Ended(
        process.exitValue(),
        Files.readString(folder.resolve("out.txt")),
        Files.readString(folder.resolve("err.txt")));
  }

  @Test
  void noArtifactIsBothOursAndSparks() throws IOException {
    assertThat(artifacts("lib")).doesNotContainAnyElementsOf(artifacts("spark"));
  }

  @Test
  void noArtifactIsThereInTwoVersions() throws IOException {
    for (String part : List.of("lib", "spark")) {
      assertThat(artifacts(part))
          .as("in %s; of an older build? Delete that folder and build again", part)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void theApplicationJarHoldsNoLibrary() throws IOException {
    try (var jar = new java.util.jar.JarFile(PACKAGE.resolve("heirloom-job.jar").toFile())) {
      assertThat(
              jar.stream().map(java.util.zip.ZipEntry::getName).filter(n -> n.endsWith(".class")))
          .allMatch(name -> name.startsWith("dev/heirloom/job/"));
    }
  }

  @Test
  void photoRestoresTheSamplesWithoutSpark() throws Exception {
    Ended ended = heirloom("photo");

    assertThat(ended.err()).doesNotContain("Exception");
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(folder.resolve("output_low-light.jpg")).isNotEmptyFile();
  }

  @Test
  void restoreRunsOnTheSparkOnBoard() throws Exception {
    Ended ended = restored(Map.of(), "--master", "local[2]");
    assertThat(ended.err()).as("quiet").doesNotContain("INFO").doesNotContain("Exception");
  }

  /** Which lacks some of what Maven's Spark brings. */
  @Test
  void restoreRunsOnExecutorsOfSparksOwnDistribution() throws Exception {
    Python.assumeInstalled(".ci/requirements.txt", "pyspark");
    restored(
        Map.of("SPARK_HOME", Python.packageFolder(folder, "pyspark").toString()),
        "--master",
        "local-cluster[1,2,1536]",
        "--conf",
        "spark.executor.memory=1536m");
  }

  private Ended restored(Map<String, String> variables, String... sparkOptions) throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (String name : List.of("rotated.jpg", "no-face.jpg", "broken.jpg")) {
      try (var sample = PackageIT.class.getResourceAsStream("sample/" + name)) {
        Files.copy(sample, photos.resolve(name));
      }
    }
    List<String> arguments = new ArrayList<>(List.of(sparkOptions));
    arguments.addAll(List.of("restore", "-i", "photos", "-o", "tables", "--json"));
    Ended ended = script(variables, "heirloom", arguments.toArray(String[]::new));

    assertThat(ended.status()).as(ended.err()).isEqualTo(3);
    assertThat(ended.out())
        .contains("\"restored\":1")
        .contains("\"unchanged\":1")
        .contains("\"TRUNCATED\":1");
    return ended;
  }

  @Test
  void theDoctorFindsNothingAgainstWhatTheLauncherStarts() throws Exception {
    Ended ended =
        heirloom("--master", "local[1]", "doctor", "--device", "cpu", "--output", "tables");

    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out())
        .containsPattern("(?m)^ok +versions ")
        .containsPattern("(?m)^ok +memory .* outside the heap, the model [2-9]00 of them; ")
        .containsPattern("(?m)^ok +javacpp ")
        .containsPattern("(?m)^ok +malloc ")
        .containsPattern("(?m)^ok +output ");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void aNightEndsWithALineThatSaysWhatItDid() throws Exception {
    Files.createDirectories(folder.resolve("photos"));
    Files.writeString(folder.resolve("photos/a.jpg"), "no picture");
    String[] night = {
      "--input", "photos", "--output", "tables", "--max-failed", "1", "--no-progress"
    };

    Ended first = script("nightly", night);
    assertThat(first.status()).as(first.err()).isEqualTo(3);
    assertThat(first.out())
        .startsWith("Run 1: 1 of 1 photos")
        .endsWith(" failed (NOT_AN_IMAGE 1)\n");

    Files.writeString(
        folder.resolve("tables/_lock/0000000099"),
        "run_id=abc\nhost=elsewhere\nuser=anna\npid=7\n");
    Ended held = script("nightly", night);
    assertThat(held.status()).isEqualTo(4);
    assertThat(held.out()).isEqualTo("Nothing done: another run holds the tables\n");
  }

  @Test
  void wrongUsageEndsWith2ThroughTheLauncherToo() throws Exception {
    Ended ended = heirloom("restore", "--input", "photos");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err().lines()).hasSize(1);
  }
}
