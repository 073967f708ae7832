package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.heirloom.job.EndedProcess;
import dev.heirloom.job.JobRuns;
import dev.heirloom.job.Python;
import dev.heirloom.job.RunLimits;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.restoration.photo.Sha256;
import dev.heirloom.restoration.spark.Engine;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The tables as delta-rs and DuckDB read them. */
@ExtendWith(SparkExtension.class)
class OtherReadersIT {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  @TempDir static Path folder;
  private static final SparkSession SPARK = SparkExtension.session();

  /** Two runs of the real engine; the second finds one more photo, and keeps it as a file. */
  @BeforeAll
  static void twoRuns() throws Exception {
    Python.assumeInstalled("scripts/tables/requirements.txt", "deltalake", "duckdb", "pyarrow");
    Path photos = Files.createDirectories(folder.resolve("photos"));
    JobRuns runs = new JobRuns(Engine.INSTANCE, photos, folder.resolve("out"));
    copy(List.of("low-light.jpg", "no-face.jpg", "broken.jpg"), photos);
    runs.run(Reprocess.NEW, new RunLimits(2, 100, 1, RunLimits.OnEmpty.FAIL));
    copy(List.of("sepia-print.tif"), photos);
    runs.run(Reprocess.NEW, 0);
  }

  private static void copy(List<String> names, Path photos) throws IOException {
    for (String name : names) {
      try (InputStream sample = JobRuns.class.getResourceAsStream("sample/" + name)) {
        Files.copy(sample, photos.resolve(name));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"delta-rs", "duckdb"})
  void findTheSameRowsAsSparkAndPhotosWithTheHashesOfTheirRows(String reader) throws Exception {
    for (String table : List.of("restorations", "runs", "index")) {
      String path = folder.resolve("out/" + table).toString();
      List<String> expected =
          SPARK.read().format("delta").load(path).collectAsList().stream()
              .map(OtherReadersIT::line)
              .toList();

      EndedProcess ended = Python.run(folder, "scripts/tables/read.py", reader, path);

      assertThat(ended.err()).isEmpty();
      assertThat(ended.status()).isZero();
      assertThat(ended.out()).as(table).containsExactlyInAnyOrderElementsOf(expected);
    }
    assertThat(SPARK.read().format("delta").load(folder.resolve("out/restorations").toString()))
        .satisfies(rows -> assertThat(rows.where("status = 'RESTORED'").count()).isEqualTo(2));
  }

  @Test
  void aPhotoThatIsNotTheOneOfItsRowIsNamed() throws Exception {
    String path = folder.resolve("altered").toString();
    SPARK
        .read()
        .format("delta")
        .load(folder.resolve("out/restorations").toString())
        .where("status = 'RESTORED'")
        .write()
        .format("delta")
        .save(path);
    DeltaTable.forPath(SPARK, path)
        .updateExpr(
            "source.uri like '%low-light.jpg'",
            Map.of("restored.content", "concat(restored.content, X'00')"));
    DeltaTable.forPath(SPARK, path)
        .updateExpr(
            "source.uri like '%sepia-print.tif'",
            Map.of("restored.uri", "replace(restored.uri, '.tif', '.lost')"));

    EndedProcess ended = Python.run(folder, "scripts/tables/read.py", "delta-rs", path);

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("not the photo that was written"))
        .anyMatch(line -> line.contains("low-light.jpg of run 1"))
        .anyMatch(line -> line.contains("sepia-print.tif of run 2"));
  }

  private static String line(Row row) {
    try {
      return JSON.writeValueAsString(plain(row).orElseThrow());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** As scripts/tables/read.py prints a value. */
  private static Optional<Object> plain(Object value) {
    if (value instanceof Row row) {
      Map<String, Object> fields = new TreeMap<>();
      for (String name : row.schema().fieldNames()) {
        fields.put(name, plain(row.getAs(name)).orElse(null));
      }
      return Optional.of(fields);
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      CollectionConverters.asJava(map)
          .forEach((key, item) -> entries.put((String) key, plain(item).orElse(null)));
      return Optional.of(entries);
    }
    if (value instanceof Seq<?> list) {
      return Optional.of(
          CollectionConverters.asJava(list).stream()
              .map(item -> plain(item).orElse(null))
              .toList());
    }
    if (value instanceof byte[] bytes) {
      return Optional.of(Sha256.of(bytes));
    }
    if (value instanceof Double number) {
      return Optional.of(HexFormat.of().toHexDigits(Double.doubleToRawLongBits(number)));
    }
    if (value instanceof Timestamp time) {
      return Optional.of(
          time.toInstant().getEpochSecond() * 1_000_000 + time.toInstant().getNano() / 1_000);
    }
    return Optional.ofNullable(value instanceof Date date ? date.toString() : value);
  }
}
