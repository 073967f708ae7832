package dev.heirloom.job.sink;

import dev.heirloom.job.S3Server;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The lock on a real S3 server. */
class RunLockOnS3IT implements RunLockContract {
  @TempDir static java.nio.file.Path folder;
  private static S3Server server;
  private static String bucket;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start(folder, S3Server.Signatures.CHECKED);
    bucket = server.newBucket();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  private final Path output = new Path("s3a://%s/%s".formatted(bucket, UUID.randomUUID()));
  private final Configuration hadoop = S3Server.hadoop(server.port());

  @Override
  public Path output() {
    return output;
  }

  @Override
  public Configuration hadoop() {
    return hadoop;
  }
}
