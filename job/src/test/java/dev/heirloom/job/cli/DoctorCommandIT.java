package dev.heirloom.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.restoration.GpuLibraries;
import dev.heirloom.restoration.spark.Engine;
import dev.heirloom.restoration.spark.ExecutorRestorer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command with the engine itself. */
@ExtendWith(SparkExtension.class)
class DoctorCommandIT {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();

  @AfterAll
  static void closeModels() {
    ExecutorRestorer.closeAll();
  }

  private int run(String... args) {
    return Main.run(
        new Surroundings(
            new PrintWriter(out), new PrintWriter(err), environment, folder, Engine.INSTANCE),
        args);
  }

  @Test
  void withoutOptionsTheMachineIsCheckedAndTheSampleRestored() {
    assertThat(run("doctor", "--device", "cpu")).as("%s", out).isZero();
    assertThat(out.toString())
        .containsPattern("(?m)^ok +probe +driver +the sample photo was restored on CPU, .+ ms$")
        .containsPattern("memory +driver +.* outside the heap, the model \\d+00 of them; ")
        .containsPattern("(?m)^skipped +gpu +driver +not looked for, since --device is cpu$")
        .containsPattern("(?m)^skipped +input +driver +none given\n +-> give the --input")
        .containsPattern("\\d+ ok, 0 warnings, 0 failed, 3 skipped\n$");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFileOfOptionsForRestoreIsTakenAsItIs() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Files.writeString(photos.resolve("a.jpg"), "grandmother");
    Path config =
        Files.writeString(
            folder.resolve("night.properties"),
            "input = %s\noutput = %s/out\ncommit-every = 5\ndevice = cpu\n"
                .formatted(photos, folder));

    assertThat(run("doctor", "--config", config.toString(), "--json")).as("%s", out).isZero();
    JsonNode answer = new ObjectMapper().readTree(out.toString());
    assertThat(answer.get("verdict").asText()).isEqualTo("ok");
    assertThat(answer.get("checks"))
        .extracting(check -> check.get("check").asText())
        .contains("java", "gpu", "models", "probe", "memory", "scratch", "input", "output");
    assertThat(answer.get("checks"))
        .allSatisfy(
            check ->
                assertThat(check.get("remedy").asText().isEmpty())
                    .isEqualTo(check.get("verdict").asText().equals("ok")));
  }

  @Test
  void aGpuThatIsNotThereFailsWithTheRemedy() {
    assumeThat(GpuLibraries.isDriverPresent()).as("a GPU").isFalse();

    assertThat(run("doctor", "--device", "cuda")).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("(?m)^fail +gpu +driver +--device cuda, but there is no NVIDIA driver")
        .contains("-> install NVIDIA's driver, or use --device cpu")
        .containsPattern("(?m)^fail +probe +driver +CUDA was asked for");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aModelThatIsNotThereFails() {
    String model = folder + "/none.onnx#sha256=" + "0".repeat(64);

    assertThat(run("doctor", "--device", "cpu", "--model", model)).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("(?m)^fail +models +driver +model .*none.onnx")
        .containsPattern("(?m)^skipped +memory +driver +what the model takes is not known");
  }

  @Test
  void wrongUsageEndsWith2() {
    assertThat(run("doctor", "--devise", "cpu")).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean --device?").hasLineCount(1);
    err.getBuffer().setLength(0);

    assertThat(run("doctor", "--device", "gpu")).isEqualTo(2);
    assertThat(err.toString()).contains("--device").hasLineCount(1);
    err.getBuffer().setLength(0);

    assertThat(run("doctor", "--input", "s3a://key:secret@bucket/scans")).isEqualTo(2);
    assertThat(err.toString()).contains("has keys in it").doesNotContain("secret@");
    assertThat(out.toString()).isEmpty();
  }
}
