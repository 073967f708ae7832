package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;

/** The modules that S3A calls are there without the bundle of all of them. */
class ObjectStorageTest {
  @Test
  void theFileSystemOfS3Starts() throws Exception {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.s3a.endpoint", "http://127.0.0.1:1");
    hadoop.set("fs.s3a.endpoint.region", "us-east-1");
    hadoop.set("fs.s3a.access.key", "a");
    hadoop.set("fs.s3a.secret.key", "b");
    hadoop.set("fs.s3a.bucket.probe", "0");
    try (FileSystem fs = FileSystem.newInstance(URI.create("s3a://archive/"), hadoop)) {
      assertThat(fs.getClass().getName()).isEqualTo("org.apache.hadoop.fs.s3a.S3AFileSystem");
      assertThat(fs.getUri()).isEqualTo(URI.create("s3a://archive"));
    }
  }
}
