package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.job.incremental.PhotoState;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.sink.ResultTables;
import dev.heirloom.job.source.InputFormat;
import dev.heirloom.job.source.InputSettings;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.RestorationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class RestorationJobIT {
  private static final FakeEngine ENGINE = new FakeEngine("recipe one");

  @TempDir Path folder;
  private final SparkSession spark = SparkExtension.session();
  private Path photos;
  private Path output;

  @BeforeEach
  void photosOfEveryKind() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos/of 1910"));
    output = folder.resolve("out");
    photo("a.jpg", "grandmother");
    photo("b.jpg", "grandfather");
    photo("c.jpg", "plain landscape");
    photo("d.jpg", "corrupt negative");
  }

  private void photo(String name, String content) throws IOException {
    Files.writeString(photos.resolve(name), content);
  }

  private JobSettings settings(Reprocess reprocess, RunLimits limits) {
    return new JobSettings(
        new InputSettings(List.of(photos.getParent().toString()), InputFormat.AUTO, List.of(), ""),
        output.toString(),
        ModelSettings.DEFAULT,
        RestorationSettings.DEFAULT,
        reprocess,
        limits,
        Map.of("output", output.toString()));
  }

  private RunSummary run(FakeEngine engine, Reprocess reprocess) {
    return new RestorationJob(spark, engine, RunProgress.SILENT)
        .run(settings(reprocess, RunLimits.DEFAULT));
  }

  private RunSummary run() {
    return run(ENGINE, Reprocess.NEW);
  }

  private ResultTables tables() {
    return new ResultTables(spark, output.toString());
  }

  @Test
  void everyPhotoBecomesOneRowWithItsStatus() {
    RunSummary summary = run();

    assertThat(summary.runNumber()).isEqualTo(1);
    assertThat(summary.counts().photos()).isEqualTo(4);
    assertThat(summary.counts().restored()).isEqualTo(2);
    assertThat(summary.counts().unchanged()).isEqualTo(1);
    assertThat(summary.counts().failed()).isEqualTo(1);
    assertThat(summary.counts().facesRestored()).isEqualTo(2);
    assertThat(summary.counts().failures()).isEqualTo(Map.of("CORRUPT", 1L));
  }

  @Test
  void aRowHoldsTheResultAndWhereItCameFrom() {
    run();

    Row row = tables().current().where("source.uri like '%a.jpg'").collectAsList().get(0);
    Row source = row.getAs("source");
    assertThat((String) source.getAs("uri")).startsWith("file:///").endsWith("/of 1910/a.jpg");
    assertThat((Long) source.getAs("length")).isEqualTo(11);
    assertThat((String) source.getAs("sha256")).hasSize(64);
    Row restored = row.getAs("restored");
    assertThat(new String((byte[]) restored.getAs("content"))).isEqualTo("rehtomdnarg");
    Row face = row.<Row>getList(row.fieldIndex("faces")).get(0);
    assertThat(face.<Row>getAs("identity").getDouble(0)).isEqualTo(0.25);
    assertThat(face.<Row>getAs("after").isNullAt(0)).as("what is no number is null").isTrue();
    assertThat(row.isNullAt(row.fieldIndex("failure"))).isTrue();
    assertThat(row.<Row>getAs("provenance").<String>getAs("device")).isEqualTo("paper and pencil");
  }

  @Test
  void tablesThatADeadRunHadBegunToMakeAreMade() throws IOException {
    for (String table : List.of("restorations", "runs", "index")) {
      Path log = Files.createDirectories(output.resolve(table + "/_delta_log/_staged_commits"));
      Files.writeString(log.resolveSibling(".00000000000000000000.json.tmp"), "{");
    }

    assertThat(run().counts().photos()).isEqualTo(4);
  }

  @Test
  void aSecondRunDoesNothing() {
    run();
    RunSummary second = run();

    assertThat(second.runNumber()).isZero();
    assertThat(second.pending().photos()).isEmpty();
    assertThat(second.pending().in(PhotoState.CURRENT)).isEqualTo(3);
    assertThat(second.pending().in(PhotoState.FAILED)).isEqualTo(1);
    assertThat(tables().restorations().rows().count()).isEqualTo(4);
  }

  @Test
  void onlyChangedBytesAreDoneAgain() throws IOException {
    run();
    photo("b.jpg", "grandfather, scanned again");
    RunSummary second = run();

    assertThat(second.counts().photos()).isEqualTo(1);
    assertThat(second.pending().in(PhotoState.CHANGED)).isEqualTo(1);
    assertThat(tables().current().count()).isEqualTo(4);
    assertThat(tables().current().where("run_number = 2").count()).isEqualTo(1);
  }

  @Test
  void anotherTimeOnTheSameBytesChangesNothing() throws IOException {
    run();
    FileTime later = FileTime.from(Instant.now().plusSeconds(3600));
    Files.setLastModifiedTime(photos.resolve("a.jpg"), later);
    photo("b.jpg", "grandmother");
    Files.setLastModifiedTime(photos.resolve("b.jpg"), later);
    RunSummary second = run();

    assertThat(second.pending().in(PhotoState.CHANGED)).as("as long as before").isEqualTo(1);
    assertThat(second.pending().photos()).singleElement().asString().contains("b.jpg");
    assertThat(tables().restorations().rows().count()).isEqualTo(5);
  }

  @Test
  void failuresOfTheMomentAreTriedAgainByThemselvesAndCounted() throws IOException {
    photo("e.jpg", "flaky");
    run();
    RunSummary second = run();

    assertThat(second.pending().in(PhotoState.FAILED_TRANSIENT)).isEqualTo(1);
    assertThat(second.counts().photos()).isEqualTo(1);
    assertThat(
            tables().current().where("source.uri like '%e.jpg'").select("failure.attempts").first())
        .satisfies(row -> assertThat(row.getInt(0)).isEqualTo(2));
  }

  @Test
  void photosThatFailForGoodAreTriedAgainOnRequest() {
    run();
    assertThat(run(ENGINE, Reprocess.FAILED).counts().failed()).isEqualTo(1);
  }

  @Test
  void rowsOfAnotherRecipeAreCountedAndRedoneOnRequest() {
    run();
    FakeEngine other = new FakeEngine("recipe two");
    RunSummary left = run(other, Reprocess.NEW);
    assertThat(left.pending().in(PhotoState.STALE)).isEqualTo(4);
    assertThat(left.counts().photos()).isZero();

    assertThat(run(other, Reprocess.STALE).counts().photos()).isEqualTo(4);
    assertThat(tables().current().where("recipe.fingerprint = 'recipe two'").count()).isEqualTo(4);
  }

  @Test
  void smallCommitsGiveTheSameRowsAsALargeOne() {
    RunLimits small = new RunLimits(1, 3, 1, RunLimits.OnEmpty.FAIL);
    RestorationJob job = new RestorationJob(spark, ENGINE, RunProgress.SILENT);
    RunSummary first = job.run(settings(Reprocess.NEW, small));

    assertThat(first.counts().photos()).isEqualTo(3);
    assertThat(tables().restorations().versions(first.runId())).hasSize(3);
    assertThat(job.run(settings(Reprocess.NEW, RunLimits.DEFAULT)).counts().photos()).isEqualTo(1);
    assertThat(tables().current().count()).isEqualTo(4);
  }

  @Test
  void aBrokenMachineFailsTheRunAndWhatWasCommittedStays() throws IOException {
    photo("z.jpg", "boom");
    RunLimits one = new RunLimits(1, 100, 1, RunLimits.OnEmpty.FAIL);
    RestorationJob job = new RestorationJob(spark, ENGINE, RunProgress.SILENT);

    assertThatThrownBy(() -> job.run(settings(Reprocess.NEW, one)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("the device is lost");
    assertThat(tables().restorations().rows().count()).isGreaterThanOrEqualTo(3);
    assertThat(tables().runs().rows().where("event = 'ENDED'").select("outcome").first().get(0))
        .isEqualTo("FAILED");

    photo("z.jpg", "mended");
    run();
    assertThat(tables().current().count()).isEqualTo(5);
    assertThat(tables().restorations().rows().count()).isEqualTo(5);
  }

  @Test
  void aRunThatGoesWrongWholesaleIsStopped() {
    RunLimits strict = new RunLimits(1000, 100, 0.2, RunLimits.OnEmpty.FAIL);
    RestorationJob job = new RestorationJob(spark, ENGINE, RunProgress.SILENT);

    assertThatThrownBy(() -> job.run(settings(Reprocess.NEW, strict)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("1 of 4 photos failed");
  }

  @Test
  void anEmptyInputIsAnErrorUnlessItIsAllowed() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    JobSettings all = settings(Reprocess.NEW, RunLimits.DEFAULT);
    InputSettings none =
        new InputSettings(List.of(empty.toString()), InputFormat.AUTO, List.of(), "");
    JobSettings nothing =
        new JobSettings(
            none,
            all.output(),
            all.models(),
            all.restoration(),
            all.reprocess(),
            all.limits(),
            Map.of());
    RestorationJob job = new RestorationJob(spark, ENGINE, RunProgress.SILENT);

    assertThatThrownBy(() -> job.run(nothing))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("there are no photos in")
        .hasMessageContaining("--allow-empty");
  }

  @Test
  void aDryRunCountsAndWritesNothing() {
    RunSummary dry =
        new RestorationJob(spark, ENGINE, RunProgress.SILENT)
            .dryRun(settings(Reprocess.NEW, RunLimits.DEFAULT), 0);

    assertThat(dry.pending().in(PhotoState.NEW)).isEqualTo(4);
    assertThat(output).doesNotExist();
  }

  @Test
  void aDryRunEstimatesAllFromSomeAndKeepsNothing() {
    RestorationJob job = new RestorationJob(spark, ENGINE, RunProgress.SILENT);
    JobSettings settings = settings(Reprocess.NEW, RunLimits.DEFAULT);

    Estimate ofAll = job.dryRun(settings, 20).estimate().orElseThrow();
    Estimate ofTwo = job.dryRun(settings, 2).estimate().orElseThrow();

    assertThat(ofAll.tried()).isEqualTo(4);
    assertThat(ofAll.seconds().low()).isEqualTo(ofAll.seconds().high()).isPositive();
    assertThat(ofTwo.tried()).isEqualTo(2);
    assertThat(ofTwo.seconds().low()).isLessThan(ofTwo.seconds().high());
    assertThat(output).doesNotExist();

    run();
    Row bytes =
        new ResultTables(spark, output.toString())
            .current()
            .selectExpr("sum(coalesce(restored.length, 0) + coalesce(length(preview), 0))")
            .first();
    assertThat(ofAll.bytes().expected()).isEqualTo(bytes.getLong(0));
  }

  @Test
  void theRestorerIsOpenedOnceForAllTasks() {
    FakeEngine own = new FakeEngine("opened once");
    int before = FakeEngine.OPENED.get();
    run(own, Reprocess.NEW);
    run(own, Reprocess.ALL);
    assertThat(FakeEngine.OPENED.get() - before).isEqualTo(1);
  }
}
