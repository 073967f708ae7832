package dev.heirloom.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.EndedProcess;
import dev.heirloom.job.S3Server;
import dev.heirloom.job.sink.FileBytes;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of a store show nowhere, whatever is logged. */
class SecretsIT {
  private static final String WRONG = "mistyped-5b8e0c3d6f";

  @TempDir static java.nio.file.Path folder;
  private static S3Server server;
  private static String bucket;

  @BeforeAll
  static void aPhotoOnAServerThatWantsKeys() throws Exception {
    server = S3Server.start(folder.resolve("server"), S3Server.Signatures.CHECKED);
    bucket = server.newBucket();
    Path file = new Path("s3a://%s/scans/no-face.jpg".formatted(bucket));
    try (InputStream in = Main.class.getResourceAsStream("/dev/heirloom/job/sample/no-face.jpg");
        OutputStream out = file.getFileSystem(S3Server.hadoop(server.port())).create(file)) {
      in.transferTo(out);
    }
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  /** A command that logs everything, and writes Spark's event log, below {@code place}. */
  private static EndedProcess heirloom(java.nio.file.Path place, String secret, String... args)
      throws Exception {
    Files.createDirectories(place.resolve("events"));
    String shipped = Files.readString(java.nio.file.Path.of("../conf/log4j2.properties"));
    java.nio.file.Path logging =
        Files.writeString(
            place.resolve("log4j2.properties"),
            shipped
                .replace("rootLogger.level = warn", "rootLogger.level = debug")
                .replace("logger.heirloom.level = warn", "logger.heirloom.level = debug"));
    Map<String, String> settings = S3Server.settings(server.port());
    settings.put("fs.s3a.secret.key", secret);
    settings.put("fs.s3a.attempts.maximum", "2");
    List<String> command = EndedProcess.java(Main.class, "1g", args);
    command.addAll(
        1,
        Stream.concat(
                settings.entrySet().stream()
                    .map(e -> "-Dspark.hadoop.%s=%s".formatted(e.getKey(), e.getValue())),
                Stream.of(
                    "-Dspark.master=local[2]",
                    "-Dspark.logConf=true",
                    "-Dspark.eventLog.enabled=true",
                    "-Dspark.eventLog.compress=false",
                    "-Dspark.eventLog.dir=" + place.resolve("events"),
                    "-Dlog4j2.configurationFile=" + logging))
            .toList());
    EndedProcess ended = EndedProcess.of(place, Duration.ofMinutes(5), command);
    assertThat(ended.err()).as("a log of everything").contains(" DEBUG ");
    assertThat(FileBytes.filesWith(place, "spark.hadoop.fs.s3a.secret.key"))
        .as("the setting is spoken of, and its value left out")
        .isNotEmpty();
    return ended;
  }

  @Test
  void aRunThatUsesThemLeavesNoTraceOfThem() throws Exception {
    java.nio.file.Path place = folder.resolve("used");
    String tables = place.resolve("tables").toString();

    EndedProcess run =
        heirloom(
            place,
            S3Server.SECRET,
            "restore",
            "-i",
            "s3a://%s/scans".formatted(bucket),
            "-o",
            tables,
            "--json",
            "--metrics",
            place.resolve("run.prom").toString());
    EndedProcess report =
        heirloom(
            place,
            S3Server.SECRET,
            "report",
            "--tables",
            tables,
            "--page",
            place.resolve("page.html").toString());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("S3AFileSystem");
    assertThat(report.status()).as(report.err()).isZero();
    assertThat(FileBytes.filesWith(place, "no-face.jpg"))
        .as("what is searched")
        .hasSizeGreaterThan(3);
    assertThat(FileBytes.filesWith(place, S3Server.SECRET)).isEmpty();
  }

  @Test
  void wrongOnesAreRefusedAndNotRepeated() throws Exception {
    java.nio.file.Path place = folder.resolve("refused");

    EndedProcess run =
        heirloom(
            place,
            WRONG,
            "restore",
            "-i",
            "s3a://%s/scans".formatted(bucket),
            "-o",
            place.resolve("tables").toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("heirloom: cannot use").contains("refuses access");
    EndedProcess doctor =
        heirloom(place, WRONG, "doctor", "-i", "s3a://%s/scans".formatted(bucket));
    assertThat(doctor.status()).isEqualTo(1);
    assertThat(doctor.out()).anyMatch(line -> line.matches("fail +input .* refuses access"));
    assertThat(FileBytes.filesWith(place, WRONG)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "restore --input s3a://key:canary@bucket/scans --output out",
        "restore --input scans --output s3a://key:canary@bucket/out",
        "restore --input scans --output out --model hdfs://canary@node/m.onnx#sha256=00",
        "purge s3a://key:canary@bucket/a.jpg --tables out",
      })
  void keysInAUriAreRefusedAndNotRepeated(String command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    int status = Main.run(new PrintWriter(out), new PrintWriter(err), command.split(" "));

    assertThat(status).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("has keys in it").doesNotContain("canary");
    assertThat(out.toString()).isEmpty();
  }
}
