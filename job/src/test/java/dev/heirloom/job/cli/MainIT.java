package dev.heirloom.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.FakeDevice;
import dev.heirloom.job.FakeEngine;
import dev.heirloom.job.SparkExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class MainIT {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();
  private String photos;
  private String output;

  @BeforeEach
  void onePhoto() throws IOException {
    Files.createDirectories(folder.resolve("photos"));
    Files.writeString(folder.resolve("photos/a.jpg"), "grandmother");
    photos = folder.resolve("photos").toString();
    output = folder.resolve("out").toString();
  }

  private int run(String... args) {
    return Main.run(
        new Surroundings(
            new PrintWriter(out), new PrintWriter(err), environment, folder, new FakeEngine("cli")),
        args);
  }

  private String complaint() {
    assertThat(err.toString().lines()).as("one line: %s", err).hasSize(1);
    return err.toString();
  }

  @Test
  void restoreEndsWith0AndASummary() {
    int status = run("restore", "--input", photos, "--output", output, "--no-progress");

    assertThat(status).isZero();
    assertThat(out.toString())
        .contains("Run 1: 1 of 1 photos")
        .containsPattern("restored +1 +\\(1 of 1 faces\\)");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aLostGpuEndsWith1AndOneLineAndNoPhotoIsRecorded() throws IOException {
    Files.writeString(
        folder.resolve("photos/b.jpg"), "lose 1 %s %s".formatted(folder, folder.resolve("none")));
    String[] restore = {"restore", "-i", photos, "-o", output, "--no-progress"};
    try {
      assertThat(run(restore)).isEqualTo(1);
      assertThat(complaint())
          .startsWith(
              "heirloom: a commit failed: the GPU is lost to this process (model fake: CUDA failure 719: unspecified launch failure); start again");
    } finally {
      FakeDevice.replace();
    }

    assertThat(run(restore)).isZero();
    assertThat(out.toString()).contains("2 of 2 photos").containsPattern("restored +2 ");
  }

  @Test
  void failedPhotosEndWith3AndAreNamedByTheirCode() throws IOException {
    Files.writeString(folder.resolve("photos/b.jpg"), "corrupt");

    assertThat(run("restore", "-i", photos, "-o", output, "--json")).isEqualTo(3);
    assertThat(out.toString()).contains("\"failed\":1").contains("\"failures\":{\"CORRUPT\":1}");
  }

  @Test
  void aNightIsOneLineAndAFileOfFigures() throws IOException {
    Files.writeString(folder.resolve("photos/b.jpg"), "corrupt");
    Path figures = folder.resolve("metrics/heirloom.prom");
    String[] night = {
      "restore", "-i", photos, "-o", output, "--brief", "--no-progress", "--metrics", "" + figures
    };

    assertThat(run(night)).isEqualTo(3);
    assertThat(out.toString())
        .matches(
            "Run 1: 2 of 2 photos in \\d+ s: 1 restored, 0 unchanged, 1 failed \\(CORRUPT 1\\)\n");
    assertThat(figures)
        .content()
        .contains("# TYPE heirloom_run_success gauge\nheirloom_run_success 1\n")
        .contains("\nheirloom_photos{status=\"restored\"} 1\n")
        .contains("\nheirloom_photos_failed{code=\"CORRUPT\"} 1\n")
        .containsPattern("\nheirloom_run_end_timestamp_seconds \\d{10}\n");

    Files.writeString(
        folder.resolve("out/_lock/0000000099"), "run_id=abc\nhost=elsewhere\nuser=anna\npid=7\n");
    assertThat(run(night)).isEqualTo(4);
    assertThat(figures).content().contains("heirloom_run_success 0").doesNotContain("photos");
    assertThat(folder.resolve("metrics")).isDirectoryNotContaining("glob:**.heirloom*");
  }

  @Test
  void aHeldTableEndsWith4AndNamesTheHolder() throws IOException {
    Files.createDirectories(folder.resolve("out/_lock"));
    Files.writeString(
        folder.resolve("out/_lock/0000000001"), "run_id=abc\nhost=elsewhere\nuser=anna\npid=7\n");

    assertThat(run("restore", "-i", photos, "-o", output)).isEqualTo(4);
    assertThat(complaint()).contains("run abc of anna on elsewhere");
  }

  @Test
  void aMissingInputEndsWith1() {
    assertThat(run("restore", "-i", photos + "-gone", "-o", output)).isEqualTo(1);
    assertThat(complaint()).contains("there is no input at").contains("photos-gone");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void anEmptyInputIsAllowedOnRequest() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    assertThat(run("restore", "-i", empty.toString(), "-o", output)).isEqualTo(1);
    assertThat(complaint()).contains("--allow-empty");
    assertThat(run("restore", "-i", empty.toString(), "-o", output, "--allow-empty")).isZero();
  }

  @Test
  void wrongUsageEndsWith2() {
    assertThat(run("restore", "--input", photos)).isEqualTo(2);
    assertThat(complaint()).contains("Missing required option: '--output");
  }

  @Test
  void anUnknownOptionIsAnsweredWithTheNearest() {
    assertThat(run("restore", "-i", photos, "-o", output, "--strenght", "1")).isEqualTo(2);
    assertThat(complaint()).contains("--strenght").contains("did you mean --strength?");
  }

  @Test
  void valuesOutOfRangeEndWith2() {
    assertThat(run("restore", "-i", photos, "-o", output, "--strength", "2")).isEqualTo(2);
    assertThat(complaint()).contains("strength is 0…1, got 2.0");
  }

  @Test
  void limitsThatCannotBeEndWith2() {
    assertThat(run("restore", "-i", photos, "-o", output, "--photo-timeout", "-1")).isEqualTo(2);
    assertThat(complaint()).contains("the time for a photo is not negative, got -1 s");
    err.getBuffer().setLength(0);

    assertThat(run("restore", "-i", photos, "-o", output, "--inline-max", "-1")).isEqualTo(2);
    assertThat(complaint()).contains("has 0 or more MiB (--inline-max)");
    err.getBuffer().setLength(0);

    assertThat(
            run("restore", "-i", photos, "-o", output, "--isolate-decoding", "--decode-memory=10"))
        .isEqualTo(2);
    assertThat(complaint()).contains("a decoding process needs at least 1024 MiB, got 10");
  }

  @Test
  void withoutACommandItSaysSo() {
    assertThat(run()).isEqualTo(2);
    assertThat(complaint()).contains("which command?");
  }

  @Test
  void aDryRunCountsByState() {
    assertThat(run("restore", "-i", photos, "-o", output, "--dry-run")).isZero();
    assertThat(out.toString())
        .contains("1 of 1 photos would be restored")
        .contains("new")
        .containsPattern("\\d+ s \\(\\d+ s to \\d+ s\\) on \\d+ task slots, 22 B")
        .contains("judged by 1 of them");
    assertThat(run("restore", "-i", photos, "-o", output, "--dry-run", "--pilot=-1")).isEqualTo(2);
    assertThat(complaint()).contains("a pilot has 0 or more photos (--pilot), got -1");
  }

  @Test
  void anUnknownKeyOfTheFileIsAnsweredWithTheNearest() throws IOException {
    Path config = Files.writeString(folder.resolve("night.properties"), "comit-every = 5\n");

    assertThat(run("restore", "--config", config.toString())).isEqualTo(2);
    assertThat(complaint()).contains("comit-every").contains("did you mean commit-every?");
  }

  @Test
  void anUnknownVariableIsAnsweredWithTheNearest() {
    environment.put("HEIRLOOM_COMIT_EVERY", "5");

    assertThat(run("restore")).isEqualTo(2);
    assertThat(complaint()).contains("did you mean HEIRLOOM_COMMIT_EVERY?");
  }

  @Test
  void theCommandLineBeatsTheEnvironmentBeatsTheFileBeatsTheDefault() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("night.properties"),
            "input = /of-the-file\noutput = %s\nstrength = 0.1\nmax-failed = 0.5\n"
                .formatted(output));
    environment.put("HEIRLOOM_INPUT", photos);
    environment.put("HEIRLOOM_STRENGTH", "0.2");

    assertThat(run("restore", "--config=" + config, "--strength", "0.3")).isZero();
    Map<Object, Object> settings =
        new dev.heirloom.job.sink.ResultTables(SparkExtension.session(), output)
            .runs()
            .rows()
            .where("event = 'STARTED'")
            .first()
            .getJavaMap(16);
    assertThat(settings)
        .containsEntry("input", photos)
        .containsEntry("strength", "0.3")
        .containsEntry("max-failed", "0.5")
        .containsEntry("commit-every", "0");
  }

  @Test
  void aReportIsOnePageWithoutRequests() throws IOException {
    Files.writeString(folder.resolve("photos/<b onload=x>.jpg"), "corrupt");
    run("restore", "-i", photos, "-o", output);

    assertThat(run("report", "--tables", output, "--page", "night/report.html")).isZero();
    String page = Files.readString(folder.resolve("night/report.html"));
    assertThat(page)
        .contains("data:image/jpeg;base64,")
        .contains("CORRUPT in decode: made up")
        .contains("&lt;b onload")
        .doesNotContain("<b onload")
        .doesNotContain("src=\"http")
        .doesNotContain("<script");
  }

  @Test
  void exportWritesRestoredPhotosUnderTheirPaths() throws IOException {
    Files.createDirectories(folder.resolve("photos/1910"));
    Files.writeString(folder.resolve("photos/1910/b.png"), "uncle");
    Files.writeString(folder.resolve("photos/c.jpg"), "plain sea");
    run("restore", "-i", photos, "-o", output, "--store", "files");

    assertThat(run("export", "--tables", output, "--to", folder.resolve("files").toString()))
        .isZero();
    assertThat(folder.resolve("out/images")).isNotEmptyDirectory();
    assertThat(folder.resolve("files/a.jpg")).hasContent("rehtomdnarg");
    assertThat(folder.resolve("files/1910/b.png.jpg")).hasContent("elcnu");
    assertThat(folder.resolve("files/c.jpg")).doesNotExist();
  }

  @Test
  void exportCopiesUnchangedPhotosByteForByteAndNamesThoseThatChangedSince() throws IOException {
    Files.writeString(folder.resolve("photos/c.jpg"), "plain sea");
    Files.writeString(folder.resolve("photos/d.jpg"), "plain sky");
    run("restore", "-i", photos, "-o", output);
    Files.writeString(folder.resolve("photos/d.jpg"), "plain sun");
    String files = folder.resolve("files").toString();

    assertThat(run("export", "--tables", output, "--to", files, "--copy-unchanged")).isEqualTo(1);
    assertThat(complaint()).contains("d.jpg has changed since; run restore again");
    assertThat(out.toString()).contains("1 unchanged photos copied");
    assertThat(folder.resolve("files/a.jpg")).hasContent("rehtomdnarg");
    assertThat(folder.resolve("files/c.jpg")).hasContent("plain sea");
    assertThat(folder.resolve("files/d.jpg")).doesNotExist();
  }

  @Test
  void exportNeverReplacesTheOriginals() {
    run("restore", "-i", photos, "-o", output);

    assertThat(run("export", "--tables", output, "--to", photos)).isEqualTo(1);
    assertThat(complaint())
        .contains("holds originals, such as file://")
        .contains("export to another folder");
    assertThat(folder.resolve("photos/a.jpg")).hasContent("grandmother");
  }

  @Test
  void exportWritesThroughNoLinkAndNoPhotoOverAnother() throws IOException {
    Files.createDirectories(folder.resolve("photos/1910"));
    Files.writeString(folder.resolve("photos/1910/b.jpg"), "uncle");
    Files.writeString(folder.resolve("photos/scan"), "aunt");
    Files.writeString(folder.resolve("photos/scan.jpg"), "niece");
    Files.writeString(folder.resolve("photos/" + "long".repeat(63) + ".j"), "nephew");
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path files = Files.createDirectories(folder.resolve("files"));
    Files.createSymbolicLink(files.resolve("1910"), elsewhere);
    Files.writeString(elsewhere.resolve("mine.jpg"), "mine");
    Files.createSymbolicLink(files.resolve("a.jpg"), elsewhere.resolve("mine.jpg"));
    run("restore", "-i", photos, "-o", output);

    assertThat(run("export", "--tables", output, "--to", files.toString())).isEqualTo(1);

    assertThat(err.toString().lines())
        .hasSize(4)
        .anyMatch(line -> line.contains("1910/b.jpg would be written through"))
        .anyMatch(line -> line.contains("photos/a.jpg would be written through"))
        .anyMatch(line -> line.contains("photos/scan.jpg and another photo would both be"))
        .anyMatch(line -> line.contains(".j cannot be written"));
    assertThat(elsewhere).isDirectoryNotContaining("glob:**/b.jpg");
    assertThat(elsewhere.resolve("mine.jpg")).hasContent("mine");
    assertThat(files.resolve("scan.jpg")).hasContent("tnua");
  }

  @Test
  void commandsThatNeedTablesSayWhenThereAreNone() {
    assertThat(run("report", "--tables", output)).isEqualTo(1);
    assertThat(complaint()).contains("there is no table of restored photos");
  }

  @Test
  void tablesOfALaterVersionAreRefusedInOneLine() {
    run("restore", "-i", photos, "-o", output, "--no-progress");
    SparkExtension.session()
        .sql(
            "ALTER TABLE delta.`%s/restorations` SET TBLPROPERTIES ('heirloom.schema' = '99')"
                .formatted(output));

    assertThat(run("restore", "-i", photos, "-o", output, "--no-progress")).isEqualTo(1);
    assertThat(complaint()).contains("has schema 99").contains("use the version that wrote it");
  }

  @Test
  void runsAreListedAndRevoked() {
    run("restore", "-i", photos, "-o", output, "--no-progress");

    assertThat(run("runs", "revoke", "1", "--tables", output)).isZero();
    assertThat(run("runs", "list", "--tables", output)).isZero();
    assertThat(out.toString())
        .contains("Run 1 is revoked")
        .containsPattern("1 {2}20.* DONE +1 restored +0 unchanged +0 failed .* revoked");
    assertThat(run("runs", "revoke", "2", "--tables", output)).isEqualTo(1);
    assertThat(complaint()).contains("there is no run 2");
  }

  @Test
  void aRetentionThatIsNotSafeEndsWith2() {
    assertThat(run("maintain", "--tables", output, "--retain-days", "1")).isEqualTo(2);
    assertThat(complaint()).contains("--retain-days is at least 7");
  }

  @Test
  void modelsOnBoardAreListedAndVerified() {
    assertThat(run("models", "list")).isZero();
    assertThat(run("models", "verify")).isZero();
    assertThat(out.toString()).contains("gpen-512").contains("restorer").contains("ok");
  }
}
