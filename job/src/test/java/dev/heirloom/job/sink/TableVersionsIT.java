package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.transform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.job.FakeEngine;
import dev.heirloom.job.JobRuns;
import dev.heirloom.job.RestorationJob;
import dev.heirloom.job.RunLimits;
import dev.heirloom.job.RunProgress;
import dev.heirloom.job.RunSummary;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.job.delta.TableSchema;
import dev.heirloom.job.incremental.IndexTable;
import dev.heirloom.job.incremental.PhotoState;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.restoration.spark.PhotoSchema;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Tables as version 1 wrote them, with a photo restored and one that failed in them. */
@ExtendWith(SparkExtension.class)
class TableVersionsIT {
  private static final FakeEngine ENGINE = new FakeEngine("of all versions");

  @TempDir static Path made;
  @TempDir Path folder;
  private final SparkSession spark = SparkExtension.session();
  private JobRuns runs;

  @BeforeAll
  static void makeTablesOfVersion1() throws IOException {
    Path photos = photos(made);
    new JobRuns(ENGINE, photos, made.resolve("today")).run(Reprocess.NEW, RunLimits.DEFAULT);
    write(
        today("restorations")
            .withColumn("restored", without(col("restored"), "psnr_outside", "metadata_lost"))
            .withColumn(
                "faces",
                transform(
                    col("faces"),
                    face ->
                        without(face, "strength")
                            .withField("before", without(face.getField("before"), "noise"))))
            .withColumn("provenance", without(col("provenance"), "models"))
            .drop("restored_date"),
        "restorations");
    write(today("runs").drop("faces_restored"), "runs");
    write(today("index").drop("etag"), "index");
  }

  private static Path photos(Path folder) throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Files.writeString(photos.resolve("a.jpg"), "grandmother");
    Files.writeString(photos.resolve("b.jpg"), "corrupt");
    return photos;
  }

  private static Dataset<Row> today(String table) {
    return SparkExtension.session()
        .read()
        .format("delta")
        .load(made.resolve("today/" + table).toString());
  }

  private static void write(Dataset<Row> rows, String table) {
    rows.write().format("delta").save(made.resolve("out/" + table).toString());
  }

  @BeforeEach
  void tablesOfVersion1() throws IOException {
    FileUtils.copyDirectory(made.resolve("out").toFile(), folder.resolve("out").toFile());
    runs = new JobRuns(ENGINE, made.resolve("photos"), folder.resolve("out"));
  }

  private static Column without(Column struct, String... fields) {
    return struct.dropFields(CollectionConverters.asScala(List.of(fields)).toSeq());
  }

  private ResultTables tables() {
    return new ResultTables(spark, folder.resolve("out").toString());
  }

  private String path(String table) {
    return folder.resolve("out/" + table).toString();
  }

  private StructType schema(String table) {
    return spark.read().format("delta").load(path(table)).schema();
  }

  private long commits(String table) {
    return DeltaTable.forPath(spark, path(table)).history().count();
  }

  private static Column[] added() {
    return new Column[] {
      col("restored.psnr_outside"),
      col("restored.metadata_lost"),
      col("faces").getItem(0).getField("strength"),
      col("faces").getItem(0).getField("before").getField("noise"),
      col("provenance.models"),
      col("restored_date")
    };
  }

  @Test
  void theyAreReadAsTheyAreWithNullForWhatWasAddedSince() {
    Row row = tables().current().where("status = 'RESTORED'").select(added()).first();

    assertThat(IntStream.range(0, row.size())).allMatch(row::isNullAt);
    Row old =
        tables()
            .current()
            .where("status = 'RESTORED'")
            .selectExpr("cast(restored.content as string)", "faces[0].before.sharpness")
            .first();
    assertThat(old.getString(0)).isEqualTo("rehtomdnarg");
    assertThat(old.getDouble(1)).isEqualTo(10);
    assertThat(tables().current().where("restored is null").count()).isEqualTo(1);
    assertThat(commits("restorations")).isEqualTo(1);
  }

  @Test
  void noPictureIsReadForItsNeighbours() {
    Dataset<Row> narrow = tables().current().select("restored.sha256", "restored.psnr_outside");
    String plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) narrow)
            .queryExecution()
            .executedPlan()
            .toString();
    assertThat(plan).contains("sha256").doesNotContain("content:binary");
  }

  @Test
  void aRunAddsTheColumnsAndDoesOnlyWhatIsNew() throws IOException {
    Path another = Files.writeString(made.resolve("photos/c.jpg"), "grandfather");
    RunSummary summary = runs.run(Reprocess.NEW, RunLimits.DEFAULT);
    Files.delete(another);

    assertThat(summary.pending().photos()).hasSize(1);
    assertThat(summary.pending().in(PhotoState.CURRENT)).isEqualTo(1);
    assertThat(summary.pending().in(PhotoState.FAILED)).isEqualTo(1);
    assertThat(summary.runNumber()).isEqualTo(2);
    Map<String, StructType> wanted =
        Map.of(
            "restorations",
            PhotoSchema.RESTORATIONS,
            "runs",
            RunsTable.SCHEMA,
            "index",
            IndexTable.SCHEMA);
    wanted.forEach(
        (table, columns) ->
            assertThat(new TableSchema(columns).missingIn(schema(table))).as(table).isEmpty());
    List<Row> rows =
        tables()
            .current()
            .where("status = 'RESTORED'")
            .orderBy("source.uri")
            .selectExpr(
                "cast(restored.content as string)",
                "restored.psnr_outside",
                "faces[0].strength",
                "restored_date")
            .collectAsList();
    assertThat(rows.get(0).getString(0)).isEqualTo("rehtomdnarg");
    assertThat(rows.get(0).isNullAt(1) && rows.get(0).isNullAt(2)).isTrue();
    assertThat(rows.get(1).getString(0)).isEqualTo("rehtafdnarg");
    assertThat(rows.get(1).getDouble(1)).isEqualTo(48);
    assertThat(rows.get(1).getDouble(2)).isEqualTo(1);
    assertThat(rows.get(1).isNullAt(3)).isFalse();
  }

  @Test
  void columnsAreAddedOnce() {
    tables().createIfMissing();
    assertThat(commits("restorations")).as("columns, version").isEqualTo(3);
    tables().createIfMissing();
    assertThat(commits("restorations")).isEqualTo(3);
  }

  @Test
  void aLaterSchemaIsRefusedByAllThatReadsOrWrites() {
    spark.sql(
        "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('heirloom.schema' = '3')"
            .formatted(path("runs")));
    String refusal =
        "the table .*/out/runs has schema 3, and this version of Heirloom knows up to 2; use .*";

    assertThatThrownBy(() -> runs.run(Reprocess.NEW, RunLimits.DEFAULT))
        .isInstanceOf(TableException.class)
        .hasMessageMatching(refusal);
    assertThatThrownBy(() -> tables().current())
        .isInstanceOf(TableException.class)
        .hasMessageMatching(refusal);
    assertThatThrownBy(() -> dryRun()).isInstanceOf(TableException.class);
    assertThat(commits("restorations")).isEqualTo(1);
  }

  private void dryRun() {
    new RestorationJob(spark, ENGINE, RunProgress.SILENT)
        .dryRun(runs.settings(Reprocess.NEW, RunLimits.DEFAULT), 0);
  }

  @Test
  void featuresOfALaterDeltaAreRefused() throws IOException {
    Files.writeString(
        folder.resolve("out/restorations/_delta_log/00000000000000000001.json"),
        """
        {"protocol":{"minReaderVersion":3,"minWriterVersion":7,\
        "readerFeatures":["timeTravelByThought"],"writerFeatures":["timeTravelByThought"]}}
        """);
    org.apache.spark.sql.delta.DeltaLog.clearCache();

    assertThatThrownBy(() -> tables().current())
        .isInstanceOf(TableException.class)
        .hasMessageContaining("uses features of a later Delta Lake")
        .hasMessageContaining("timeTravelByThought")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void aColumnOfAnotherTypeIsRefused() {
    String foreign = path("foreign");
    spark
        .range(1)
        .selectExpr("cast(id as string) as run_number")
        .write()
        .format("delta")
        .save(foreign);
    TableVersions versions = new TableVersions(spark);

    assertThatThrownBy(() -> versions.extend(foreign, RunsTable.SCHEMA))
        .isInstanceOf(TableException.class)
        .hasMessageContaining("the column run_number of the table")
        .hasMessageContaining("another type");
  }
}
