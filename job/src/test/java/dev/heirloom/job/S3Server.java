package dev.heirloom.job;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real S3 server, s3proxy, in a process of its own: it needs another AWS SDK than S3A. It keeps
 * everything in memory, checks signatures where it is told to, and of many who create a key on
 * condition lets one win.
 */
public final class S3Server implements AutoCloseable {
  /** Whether requests must be signed. A signature covers the headers a test may want to drop. */
  public enum Signatures {
    CHECKED,
    IGNORED
  }

  private static final String KEY = "heirloom";

  /** Of a kind that is found wherever it shows. */
  public static final String SECRET = "keepsake-7d1f4c9a2e";

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Process process;
  private final int port;
  private int buckets;

  private S3Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * @param folder for its settings and its log
   */
  public static S3Server start(Path folder, Signatures signatures) throws Exception {
    int port = freePort();
    Files.createDirectories(folder);
    Path properties =
        Files.writeString(
            folder.resolve("s3proxy.properties"),
            """
            s3proxy.endpoint=http://127.0.0.1:%d
            s3proxy.authorization=%s
            s3proxy.identity=%s
            s3proxy.credential=%s
            jclouds.provider=transient
            jclouds.identity=unused
            jclouds.credential=unused
            """
                .formatted(
                    port, signatures == Signatures.CHECKED ? "aws-v2-or-v4" : "none", KEY, SECRET));
    // It says everything at the level debug unless it is told otherwise.
    Files.writeString(
        folder.resolve("logback.xml"), "<configuration><root level=\"OFF\"/></configuration>");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder + ":" + System.getProperty("heirloom.s3proxy") + "/*",
                "org.gaul.s3proxy.Main",
                "--properties",
                properties.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    S3Server server = new S3Server(process, port);
    server.awaitListening(folder);
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitListening(Path folder) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end) && process.isAlive()) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    process.destroyForcibly();
    throw new AssertionError(
        "s3proxy does not start: " + Files.readString(folder.resolve("s3proxy.log")));
  }

  /**
   * Makes a bucket of a name that no other server of this process has: Hadoop keeps one file system
   * for each name.
   */
  public synchronized String newBucket() {
    String bucket = "archive-%d-%d".formatted(port, ++buckets);
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + port))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
            .build()) {
      client.createBucket(request -> request.bucket(bucket));
    }
    return bucket;
  }

  public int port() {
    return port;
  }

  /** Settings of S3A for this server, or for something before it. */
  public static Map<String, String> settings(int port) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("fs.s3a.endpoint", "http://127.0.0.1:" + port);
    settings.put("fs.s3a.endpoint.region", "us-east-1");
    settings.put("fs.s3a.connection.ssl.enabled", "false");
    settings.put("fs.s3a.path.style.access", "true");
    settings.put("fs.s3a.access.key", KEY);
    settings.put("fs.s3a.secret.key", SECRET);
    settings.put("fs.s3a.retry.interval", "50ms");
    settings.put("fs.s3a.retry.throttle.interval", "50ms");
    return settings;
  }

  /** A configuration with {@link #settings}. */
  public static Configuration hadoop(int port) {
    Configuration hadoop = new Configuration();
    settings(port).forEach(hadoop::set);
    return hadoop;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
