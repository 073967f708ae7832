package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.incremental.PhotoState;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.sink.ResultTables;
import dev.heirloom.job.source.InputFormat;
import dev.heirloom.job.source.InputSettings;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.spark.Engine;
import dev.heirloom.restoration.spark.ImageStore;
import dev.heirloom.restoration.spark.PhotoCounters;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.Precautions;
import dev.heirloom.restoration.spark.RestorationRun;
import dev.heirloom.restoration.spark.RestorePartition;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The photos on board through the real engine. */
@ExtendWith(SparkExtension.class)
class SampleArchiveIT {
  private static final ModelSettings MODELS =
      ModelSettings.DEFAULT.withSession(SessionSettings.shared(Device.CPU));
  private static final List<String> NAMES =
      List.of(
          "low-light.jpg",
          "motion-blur.jpg",
          "compressed.jpg",
          "sepia-print.tif",
          "rotated.jpg",
          "no-face.jpg",
          "broken.jpg");

  @TempDir static Path folder;
  private static Path photos;

  private final SparkSession spark = SparkExtension.session();

  @BeforeAll
  static void unpack() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    for (String name : NAMES) {
      try (InputStream sample = SampleArchiveIT.class.getResourceAsStream("sample/" + name)) {
        Files.copy(sample, photos.resolve(name));
      }
    }
  }

  @Test
  void theArchiveBecomesATable() {
    String output = folder.resolve("out").toString();
    JobSettings settings =
        new JobSettings(
            new InputSettings(List.of(photos.toString()), InputFormat.AUTO, List.of(), ""),
            output,
            MODELS,
            RestorationSettings.DEFAULT,
            Reprocess.NEW,
            RunLimits.DEFAULT,
            Map.of());
    RestorationJob job = new RestorationJob(spark, Engine.INSTANCE, RunProgress.SILENT);
    RunSummary summary = job.run(settings);

    assertThat(summary.counts().statuses())
        .isEqualTo(Map.of("RESTORED", 5L, "UNCHANGED", 1L, "FAILED", 1L));
    assertThat(summary.counts().failures()).isEqualTo(Map.of("TRUNCATED", 1L));
    assertThat(job.run(settings).pending().in(PhotoState.CURRENT)).isEqualTo(6);
    Row rotated =
        new ResultTables(spark, output).current().where("source.uri like '%rotated.jpg'").first();
    assertThat(rotated.<Row>getAs("source").<Integer>getAs("orientation")).isEqualTo(6);
    assertThat(rotated.<byte[]>getAs("preview")).startsWith(0xFF, 0xD8);
    assertThat(rotated.<Row>getAs("recipe").<String>getAs("fingerprint")).hasSize(64);
    Row provenance = rotated.getAs("provenance");
    assertThat(provenance.<String>getAs("precision")).isEqualTo("float32");
    assertThat(provenance.<Row>getList(provenance.fieldIndex("models")))
        .extracting(model -> model.<String>getAs("name"))
        .contains("gpen-512", "landmarks68", "recogniser");
  }

  @Test
  void runsWithCommitsOfAnySizeGiveTheSameBytes() throws IOException {
    assertThat(hashesOfARun("two", 2)).isEqualTo(hashesOfARun("five", 5)).isEqualTo(hashes(3));
  }

  private Map<String, String> hashesOfARun(String output, int commitEvery) {
    JobRuns runs = new JobRuns(Engine.INSTANCE, photos, folder.resolve(output));
    JobSettings settings =
        runs.settings(
            Reprocess.NEW,
            new RunLimits(commitEvery, Integer.MAX_VALUE, 1, RunLimits.OnEmpty.FAIL));
    new RestorationJob(spark, Engine.INSTANCE, RunProgress.SILENT).run(settings);
    Map<String, String> hashes = new TreeMap<>();
    new ResultTables(spark, settings.output())
        .current()
        .selectExpr("source.uri", "coalesce(restored.sha256, '')")
        .collectAsList()
        .forEach(
            row ->
                hashes.put(
                    "file:///" + row.getString(0).replaceFirst(".*/", ""), row.getString(1)));
    return hashes;
  }

  @Test
  void oneTaskAndFourTasksGiveTheSameBytes() throws IOException {
    Map<String, String> alone = hashes(1);

    assertThat(alone).hasSize(NAMES.size());
    assertThat(alone.values()).filteredOn(hash -> !hash.isEmpty()).hasSize(5);
    assertThat(hashes(4)).isEqualTo(alone);
  }

  private Map<String, String> hashes(int tasks) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    RestorationRun run =
        new RestorationRun(
            "test",
            1,
            Engine.INSTANCE,
            MODELS,
            RestorationSettings.DEFAULT,
            Engine.INSTANCE.recipe(MODELS, RestorationSettings.DEFAULT),
            new ImageStore(folder.resolve("images").toString(), ImageStore.INLINE_MAX));
    RestorePartition restore =
        new RestorePartition(
            run,
            context.broadcast(
                new SerializableConfiguration(spark.sparkContext().hadoopConfiguration())),
            PhotoCounters.in(spark.sparkContext()),
            new Precautions(folder.resolve("_poison").toString(), Duration.ZERO, false));
    List<Row> rows = new ArrayList<>();
    for (String name : NAMES) {
      String location = "file:" + photos.resolve(name);
      long length = Files.size(photos.resolve(name));
      rows.add(
          PhotoSchema.sourceRow(
              new SourcePhoto("file:///" + name, location, Map.of(), length, 0, "", 0)));
    }
    Map<String, String> hashes = new TreeMap<>();
    spark
        .createDataFrame(context.parallelize(rows, tasks), PhotoSchema.SOURCE)
        .mapPartitions(restore, PhotoSchema.encoder())
        .selectExpr("source.uri", "coalesce(restored.sha256, '')")
        .collectAsList()
        .forEach(row -> hashes.put(row.getString(0), row.getString(1)));
    return hashes;
  }
}
