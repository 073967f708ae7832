package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.source.InputFormat;
import dev.heirloom.job.source.InputSettings;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.model.ModelSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Stores that cannot be used end a run at once, in one line. */
@ExtendWith(SparkExtension.class)
class StorageErrorsIT {
  private static final Duration AT_ONCE = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static final SparkSession SPARK = SparkExtension.session();
  private static S3Server server;
  private static String bucket;
  private static String local;

  private static Configuration settings() {
    return SPARK.sparkContext().hadoopConfiguration();
  }

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start(folder.resolve("server"), S3Server.Signatures.CHECKED);
    bucket = server.newBucket();
    local = Files.createDirectories(folder.resolve("photos")).toString();
    Files.writeString(Path.of(local, "a.jpg"), "grandmother");
  }

  @BeforeEach
  void rightSettings() {
    S3Server.settings(server.port()).forEach(settings()::set);
  }

  @AfterAll
  static void stopServer() throws Exception {
    S3Server.settings(0).keySet().forEach(settings()::unset);
    server.close();
  }

  private static void run(String input, String output, String model) {
    ModelSettings models = ModelSettings.DEFAULT;
    new RestorationJob(SPARK, new FakeEngine("errors"), RunProgress.SILENT)
        .run(
            new JobSettings(
                new InputSettings(List.of(input), InputFormat.AUTO, List.of(), ""),
                output,
                model.isEmpty() ? models : models.withRestorer(ModelSource.parse(model)),
                RestorationSettings.DEFAULT,
                Reprocess.NEW,
                RunLimits.DEFAULT,
                Map.of()));
  }

  /** For photos, for tables and for models. */
  private static void endsAtOnce(String name, String... words) {
    String place = "s3a://%s/place".formatted(name);
    String out = folder.resolve("out").toString();
    complains("for photos", () -> run(place, out, ""), words);
    complains("for tables", () -> run(local, place, ""), words);
    complains(
        "for models", () -> run(local, out, place + "/m.onnx#sha256=" + "0".repeat(64)), words);
    assertThat(Path.of(out)).as("nothing is written").doesNotExist();
  }

  private static void complains(
      String things, org.assertj.core.api.ThrowableAssert.ThrowingCallable run, String[] words) {
    Instant start = Instant.now();
    assertThatThrownBy(run)
        .isInstanceOf(JobException.class)
        .hasMessageContaining(things)
        .hasMessageContainingAll(words)
        .message()
        .hasLineCount(1);
    assertThat(Duration.between(start, Instant.now())).isLessThan(AT_ONCE);
  }

  @Test
  void wrongKeys() {
    settings().set("fs.s3a.secret.key", "wrong");
    endsAtOnce(bucket, "refuses access", "AWS_SECRET_ACCESS_KEY");
  }

  @Test
  void noBucketOfThisName() {
    endsAtOnce("no-such-bucket", "there is no bucket no-such-bucket", "check its name");
  }

  @Test
  void nobodyListensAtTheEndpoint() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    settings().set("fs.s3a.endpoint", "http://127.0.0.1:" + port);
    endsAtOnce(bucket, "does not answer", "spark.hadoop.fs.s3a.endpoint");
  }

  @Test
  void noMachineOfTheNameOfTheEndpoint() {
    settings().set("fs.s3a.endpoint", "http://store.invalid:9000");
    endsAtOnce(bucket, "does not answer", "spark.hadoop.fs.s3a.endpoint");
  }

  @Test
  void theBucketIsInAnotherRegion() throws Exception {
    answering(
        301,
        "PermanentRedirect",
        bucket -> endsAtOnce(bucket, "in another region", "region to that"));
    answering(
        400,
        "AuthorizationHeaderMalformed",
        bucket -> endsAtOnce(bucket, "because of the region", "region to that"));
  }

  /** A server that says the same to everybody, as S3 does for a bucket elsewhere. */
  private static void answering(int status, String code, java.util.function.Consumer<String> test)
      throws Exception {
    byte[] body =
        "<Error><Code>%s</Code><Message>elsewhere</Message><Region>eu-west-1</Region></Error>"
            .formatted(code)
            .getBytes(StandardCharsets.UTF_8);
    HttpServer elsewhere =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    elsewhere.createContext(
        "/",
        exchange -> {
          boolean bodiless = exchange.getRequestMethod().equals("HEAD");
          exchange.getResponseHeaders().add("x-amz-bucket-region", "eu-west-1");
          exchange.getResponseHeaders().add("Content-Type", "application/xml");
          exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
          if (!bodiless) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    elsewhere.start();
    try {
      settings().set("fs.s3a.endpoint", "http://127.0.0.1:" + elsewhere.getAddress().getPort());
      test.accept("elsewhere");
    } finally {
      elsewhere.stop(0);
    }
  }
}
