package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.internal.config.ConfigEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files in {@code conf} name exists, and is there for a reason. */
class ConfigurationFilesTest {
  private static final Path CONF = Python.HOME.resolve("conf");

  /** A property, in use or shown as an example. */
  private static final Pattern PROPERTY = Pattern.compile("#?(spark\\.[\\w.]+)\\s+(\\S.*)");

  /** Properties with a part of the user's choice, which Spark has no entry for. */
  private static final Pattern FREE =
      Pattern.compile(
          "spark\\.executorEnv\\.[A-Z_]+"
              + "|spark\\.(executor|task|worker)\\.resource\\.gpu\\.(amount|discoveryScript|vendor)"
              + "|spark\\.kubernetes\\.(driver|executor)\\.secretKeyRef\\.[A-Z_]+"
              + "|spark\\.master");

  /** Hadoop's own list; some of its settings have no default. */
  private static final String HADOOP = hadoop();

  @TempDir Path folder;

  private static String hadoop() {
    try (InputStream list = Configuration.class.getResourceAsStream("/core-default.xml")) {
      return new String(list.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Spark's entries register themselves when these classes are loaded. */
  @BeforeAll
  static void loadEntries() throws ClassNotFoundException {
    for (String name :
        List.of(
            "org.apache.spark.internal.config.package$",
            "org.apache.spark.internal.config.Deploy$",
            "org.apache.spark.sql.internal.SQLConf$",
            "org.apache.spark.deploy.k8s.Config$")) {
      Class.forName(name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark-defaults.conf",
        "gpu.conf",
        "standalone.conf",
        "yarn.conf",
        "kubernetes/spark.conf"
      })
  void everyPropertyExistsAndHasAReason(String file) throws IOException {
    String text = Files.readString(CONF.resolve(file));
    List<String> names = properties(text);

    assertThat(names).isNotEmpty().allMatch(ConfigurationFilesTest::exists);
    assertThat(text.split("\n\n"))
        .filteredOn(paragraph -> !properties(paragraph).isEmpty())
        .allMatch(paragraph -> paragraph.startsWith("# "), "begins with a reason");
  }

  @Test
  void aPropertyThatDoesNotExistIsFound() {
    assertThat(exists("spark.task.maxFailures")).isTrue();
    assertThat(exists("spark.task.maxFailure")).isFalse();
    assertThat(exists("spark.hadoop.fs.s3a.path.style")).isFalse();
  }

  private static List<String> properties(String text) {
    return text.lines()
        .map(PROPERTY::matcher)
        .filter(java.util.regex.Matcher::matches)
        .map(property -> property.group(1))
        .toList();
  }

  private static boolean exists(String name) {
    String hadoop = "spark.hadoop.";
    return name.startsWith(hadoop)
        ? HADOOP.contains("<name>%s</name>".formatted(name.substring(hadoop.length())))
        : FREE.matcher(name).matches() || ConfigEntry.findEntry(name) != null;
  }

  @Test
  void theDiscoveryScriptTellsSparkWhichGpusThereAre() throws Exception {
    nvidiaSmi("printf '0\\n1\\n'");
    EndedProcess ended = discover();

    JsonNode resource = new ObjectMapper().readTree(String.join("", ended.out()));
    assertThat(ended.status()).isZero();
    assertThat(resource.get("name").asText()).isEqualTo("gpu");
    assertThat(resource.get("addresses")).extracting(JsonNode::asText).containsExactly("0", "1");
  }

  @Test
  void theDiscoveryScriptSaysThatThereIsNoGpu() throws Exception {
    nvidiaSmi("exit 9");
    EndedProcess ended = discover();

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("finds no GPU; install NVIDIA's driver, or leave out");
  }

  private void nvidiaSmi(String body) throws IOException {
    Path tool = Files.writeString(folder.resolve("nvidia-smi"), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private EndedProcess discover() throws Exception {
    return EndedProcess.of(
        folder,
        java.time.Duration.ofMinutes(1),
        List.of(
            "env",
            "PATH=%s:/usr/bin:/bin".formatted(folder),
            CONF.resolve("gpu-discovery").toString()));
  }

  @Test
  void kubernetesTakesItsFiles() throws Exception {
    Python.assumeInstalled(".ci/requirements.txt", "yamllint", "kubernetes_validate");
    try (Stream<Path> files = Files.list(CONF.resolve("kubernetes"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        EndedProcess lint =
            Python.module(
                folder,
                "yamllint",
                "-d",
                "{extends: relaxed, rules: {line-length: disable}}",
                "-s",
                file.toString());
        assertThat(lint.status()).as("%s", lint.out()).isZero();
        EndedProcess schema =
            Python.module(folder, "kubernetes_validate", "--strict", file.toString());
        assertThat(schema.status()).as("%s %s", schema.out(), schema.err()).isZero();
      }
    }
  }
}
