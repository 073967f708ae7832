package dev.heirloom.job.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.FakeEngine;
import dev.heirloom.job.JobRuns;
import dev.heirloom.job.RestorationJob;
import dev.heirloom.job.RunLimits;
import dev.heirloom.job.RunProgress;
import dev.heirloom.job.S3Server;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.job.doctor.Finding.Verdict;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.sink.RunLock;
import dev.heirloom.restoration.ModelSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** All checks together, on one machine, on its disk and on a real S3 server. */
@ExtendWith(SparkExtension.class)
class DoctorIT {
  private static final SparkSession SPARK = SparkExtension.session();
  private static final FakeEngine ENGINE = new FakeEngine("doctor");

  @TempDir static Path server;
  @TempDir Path folder;
  private static S3Server store;
  private Path photos;
  private Path output;

  @BeforeAll
  static void startServer() throws Exception {
    store = S3Server.start(server, S3Server.Signatures.CHECKED);
  }

  @BeforeEach
  void onePhoto() throws IOException {
    S3Server.settings(store.port()).forEach(hadoop()::set);
    photos = Files.createDirectories(folder.resolve("photos"));
    output = folder.resolve("out");
    Files.writeString(photos.resolve("a.jpg"), "grandmother");
  }

  @AfterAll
  static void stopServer() throws Exception {
    S3Server.settings(0).keySet().forEach(hadoop()::unset);
    store.close();
  }

  private static Configuration hadoop() {
    return SPARK.sparkContext().hadoopConfiguration();
  }

  private static List<Finding> examine(String input, String output) {
    return Doctor.examine(
        ENGINE,
        new DoctorSettings(List.of(input), output, ModelSettings.DEFAULT),
        SparkExtension::session);
  }

  private List<Finding> examine() {
    return examine(photos.toString(), output.toString());
  }

  private static Finding only(List<Finding> findings, String check) {
    assertThat(findings).filteredOn(f -> f.check().equals(check)).hasSize(1);
    return findings.stream().filter(f -> f.check().equals(check)).findFirst().orElseThrow();
  }

  private static List<String> failed(List<Finding> findings) {
    return findings.stream()
        .filter(f -> f.verdict() == Verdict.FAIL)
        .map(Finding::check)
        .distinct()
        .toList();
  }

  private void run() {
    new RestorationJob(SPARK, ENGINE, RunProgress.SILENT)
        .run(
            new JobRuns(ENGINE, photos, output)
                .settings(Reprocess.NEW, new RunLimits(8, 1000, 1, RunLimits.OnEmpty.FAIL)));
  }

  @Test
  void whereARunWouldWorkNothingFailsAndNothingIsLeftBehind() {
    List<Finding> findings = examine();

    assertThat(failed(findings)).isEmpty();
    assertThat(only(findings, "input").finding()).endsWith("photos/a.jpg");
    assertThat(only(findings, "output").verdict()).isEqualTo(Verdict.OK);
    assertThat(only(findings, "tables").finding()).startsWith("none yet");
    assertThat(only(findings, "lock").finding()).isEqualTo("free");
    assertThat(only(findings, "probe").finding()).contains("on CPU, paper and pencil");
    assertThat(findings).extracting(Finding::on).containsOnly("driver");
    assertThat(output).doesNotExist();
  }

  @Test
  void tablesThatAreThereAreReadAndTheHolderOfTheirLockIsNamed() {
    run();
    assertThat(only(examine(), "tables").finding()).contains("readable").endsWith("runs so far: 1");

    try (RunLock lock =
        RunLock.take(new org.apache.hadoop.fs.Path(output.toString()), "night", hadoop())) {
      List<Finding> findings = examine();
      assertThat(only(findings, "lock"))
          .returns(Verdict.WARN, Finding::verdict)
          .extracting(Finding::finding)
          .asString()
          .startsWith("held by run night of");
      assertThat(failed(findings)).as("it may be asked meanwhile").isEmpty();
      lock.requireHeld();
    }
  }

  @Test
  void tablesOfALaterVersionFail() {
    run();
    SPARK.sql(
        "ALTER TABLE delta.`%s/restorations` SET TBLPROPERTIES ('heirloom.schema' = '99')"
            .formatted(output));

    assertThat(only(examine(), "tables"))
        .returns(Verdict.FAIL, Finding::verdict)
        .returns("use the version that wrote it, or another --output", Finding::remedy);
  }

  @Test
  void tablesThatLostAFileFail() throws IOException {
    run();
    try (var files = Files.list(output.resolve("runs"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.delete(file);
      }
    }

    assertThat(only(examine(), "tables"))
        .returns(Verdict.FAIL, Finding::verdict)
        .extracting(Finding::finding)
        .asString()
        .startsWith("cannot read the tables below " + output);
  }

  @Test
  void whatCannotBeUsedFailsAndTheRestIsCheckedAllTheSame() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    List<Finding> findings = examine(folder + "/gone", file + "/out");

    assertThat(failed(findings)).containsExactly("input", "output");
    assertThat(only(findings, "input"))
        .returns("there is no input at %s/gone".formatted(folder), Finding::finding)
        .returns("check the name, and that this machine may read it", Finding::remedy);
    assertThat(only(findings, "output").finding()).startsWith("cannot write to " + file);
    assertThat(only(findings, "probe").verdict()).isEqualTo(Verdict.OK);
    assertThat(findings).noneMatch(finding -> finding.check().equals("tables"));
  }

  @Test
  void anInputWithoutFilesIsNoticed() throws IOException {
    Files.move(photos.resolve("a.jpg"), photos.resolve("_a.jpg"));

    assertThat(only(examine(), "input"))
        .returns(Verdict.WARN, Finding::verdict)
        .returns("there are no files in " + photos, Finding::finding);
  }

  @Test
  void aStoreThatKeepsItsPromisesIsFine() throws Exception {
    String bucket = "s3a://" + store.newBucket();
    org.apache.hadoop.fs.Path photo = new org.apache.hadoop.fs.Path(bucket + "/scans/1910/a.jpg");
    try (OutputStream out = photo.getFileSystem(hadoop()).create(photo)) {
      out.write("grandmother".getBytes(StandardCharsets.UTF_8));
    }

    List<Finding> findings = examine(bucket + "/scans", bucket + "/restored");

    assertThat(failed(findings)).isEmpty();
    assertThat(only(findings, "input").finding()).isEqualTo("reads " + photo);
    assertThat(only(findings, "commits").verdict()).isEqualTo(Verdict.OK);
    assertThat(only(findings, "s3a").verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void aStoreThatRefusesSaysWhatRestoreWouldSay() {
    String bucket = "s3a://" + store.newBucket();
    hadoop().set("fs.s3a.secret.key", "wrong");

    List<Finding> findings = examine(bucket + "/scans", bucket + "/restored");

    assertThat(failed(findings)).containsExactly("input", "output");
    assertThat(only(findings, "input").finding())
        .startsWith("cannot use %s/scans for photos: the store of bucket".formatted(bucket))
        .endsWith("refuses access");
    assertThat(only(findings, "output").remedy()).contains("AWS_SECRET_ACCESS_KEY");
  }

  @Test
  void aStoreWithoutConditionalWritesFails() throws Exception {
    String bucket = "s3a://" + store.newBucket();
    hadoop().setBoolean("fs.s3a.create.conditional.enabled", false);
    try {
      List<Finding> findings = examine(photos.toString(), bucket + "/restored");
      assertThat(failed(findings)).containsExactly("commits");
      assertThat(only(findings, "commits").finding()).contains("cannot be trusted with tables");
    } finally {
      hadoop().unset("fs.s3a.create.conditional.enabled");
    }
  }

  @Test
  void sparkThatDoesNotStartIsAFindingToo() {
    List<Finding> findings =
        Doctor.examine(
            ENGINE,
            new DoctorSettings(List.of(), "", ModelSettings.DEFAULT),
            () -> {
              throw new IllegalStateException("no master answers");
            });

    assertThat(findings)
        .singleElement()
        .returns("spark", Finding::check)
        .returns(Verdict.FAIL, Finding::verdict)
        .extracting(Finding::finding)
        .asString()
        .contains("no master answers");
  }
}
