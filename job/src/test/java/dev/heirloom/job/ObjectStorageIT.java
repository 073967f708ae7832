package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.sink.PhotoExport;
import dev.heirloom.job.sink.Purge;
import dev.heirloom.job.sink.ResultTables;
import dev.heirloom.job.sink.RunLock;
import dev.heirloom.job.sink.RunLockedException;
import dev.heirloom.job.sink.TableException;
import dev.heirloom.job.source.InputFormat;
import dev.heirloom.job.source.InputSettings;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.spark.ImageStore;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Photos and tables on a real S3 server. */
@ExtendWith(SparkExtension.class)
class ObjectStorageIT {
  private static final FakeEngine ENGINE = new FakeEngine("on S3");

  @TempDir static java.nio.file.Path folder;
  private static final SparkSession SPARK = SparkExtension.session();
  private static S3Server server;

  private final String archive = "s3a://" + server.newBucket();

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start(folder, S3Server.Signatures.CHECKED);
    S3Server.settings(server.port()).forEach(SPARK.sparkContext().hadoopConfiguration()::set);
  }

  @AfterAll
  static void stopServer() throws Exception {
    S3Server.settings(server.port())
        .keySet()
        .forEach(SPARK.sparkContext().hadoopConfiguration()::unset);
    server.close();
  }

  private static Configuration hadoop() {
    return SPARK.sessionState().newHadoopConf();
  }

  private void photo(String name, String content) throws Exception {
    Path file = new Path(archive + "/scans/" + name);
    try (OutputStream out = file.getFileSystem(hadoop()).create(file)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private RunSummary run() {
    return run(ImageStore.INLINE_MAX);
  }

  private RunSummary run(long inlineMax) {
    return new RestorationJob(SPARK, ENGINE, RunProgress.SILENT)
        .run(
            new JobSettings(
                new InputSettings(List.of(archive + "/scans"), InputFormat.FILES, List.of(), ""),
                archive + "/restored",
                ModelSettings.DEFAULT,
                RestorationSettings.DEFAULT,
                Reprocess.NEW,
                new RunLimits(1, 100, 1, RunLimits.OnEmpty.FAIL),
                inlineMax,
                Map.of()));
  }

  @Test
  void aRunCommitsOnConditionAndASecondFindsNothingToDo() throws Exception {
    photo("a.jpg", "grandmother");
    photo("b.jpg", "grandfather");
    assertThat(run().counts().restored()).isEqualTo(2);
    assertThat(run().pending().photos()).isEmpty();

    assertThat(new ResultTables(SPARK, archive + "/restored").current().count()).isEqualTo(2);
    Path log = new Path(archive + "/restored/restorations/_delta_log");
    FileSystem fs = log.getFileSystem(hadoop());
    List<Path> commits =
        Arrays.stream(fs.listStatus(log))
            .map(status -> status.getPath())
            .filter(path -> path.getName().matches("\\d{20}\\.json"))
            .toList();
    assertThat(commits).hasSize(3);
    for (Path commit : commits) {
      assertThat(fs.getXAttrs(commit)).as("%s", commit).containsKey("header.heirloom-write");
    }
    assertThat(fs.listStatus(new Path(archive + "/restored")))
        .extracting(status -> status.getPath().getName())
        .containsExactlyInAnyOrder("_lock", "index", "restorations", "runs");
  }

  @Test
  void imagesCanLieBesideTheTablesAndGoWithTheirRows() throws Exception {
    photo("a.jpg", "grandmother");
    photo("b.jpg", "grandfather");
    assertThat(run(0).counts().restored()).isEqualTo(2);
    ResultTables tables = new ResultTables(SPARK, archive + "/restored");
    java.nio.file.Path export = folder.resolve("export");

    assertThat(new PhotoExport(tables).export(export.toString(), "", false).problems()).isEmpty();
    assertThat(export.resolve("a.jpg")).hasContent("rehtomdnarg");
    assertThat(new Purge(tables).purge(List.of(archive + "/scans/a.jpg")).traces()).isEmpty();

    Path images = new Path(archive + "/restored/images");
    var left = images.getFileSystem(hadoop()).listFiles(images, true);
    assertThat(left.next().getPath().getName())
        .isEqualTo(DigestUtils.sha256Hex("rehtafdnarg") + ".jpg");
    assertThat(left.hasNext()).isFalse();
  }

  @Test
  void aRunOnTablesThatAreHeldNamesTheHolder() throws Exception {
    photo("a.jpg", "grandmother");
    try (RunLock lock = RunLock.take(new Path(archive + "/restored"), "of the night", hadoop())) {
      assertThatThrownBy(this::run)
          .isInstanceOf(RunLockedException.class)
          .hasMessageContaining("held by run of the night of");
    }
  }

  @Test
  void aStoreWithoutTheConditionIsRefusedInOneLine() throws Exception {
    Configuration settings = SPARK.sparkContext().hadoopConfiguration();
    settings.setBoolean("fs.s3a.create.conditional.enabled", false);
    try {
      photo("a.jpg", "grandmother");
      assertThatThrownBy(this::run)
          .isInstanceOf(TableException.class)
          .hasMessageContaining("cannot be trusted with tables")
          .hasMessageContaining("spark.delta.logStore.s3a.impl=io.delta.storage");
    } finally {
      settings.unset("fs.s3a.create.conditional.enabled");
    }
  }
}
