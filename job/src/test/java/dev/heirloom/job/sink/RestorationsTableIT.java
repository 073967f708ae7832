package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.FakeEngine;
import dev.heirloom.job.JobRuns;
import dev.heirloom.job.RunLimits;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.restoration.spark.PhotoSchema;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of a megabyte, as the job writes them. */
@ExtendWith(SparkExtension.class)
class RestorationsTableIT {
  private static final int PHOTOS = 40;
  private static final int MEBIBYTE = 1 << 20;

  @TempDir static Path folder;

  @BeforeAll
  static void largePhotos() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Random random = new Random(1);
    byte[] noise = new byte[MEBIBYTE / 2];
    for (int i = 0; i < PHOTOS; i++) {
      random.nextBytes(noise);
      Files.writeString(photos.resolve(i + ".jpg"), HexFormat.of().formatHex(noise));
    }
    new JobRuns(new FakeEngine("large"), photos, folder.resolve("out"))
        .run(Reprocess.NEW, RunLimits.DEFAULT);
  }

  private static List<BlockMetaData> rowGroups() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("out/restorations"))) {
      Path parquet =
          files
              .filter(file -> file.toString().endsWith(".parquet"))
              .filter(file -> file.toFile().length() > 16 * MEBIBYTE)
              .findFirst()
              .orElseThrow();
      var input =
          HadoopInputFile.fromPath(
              new org.apache.hadoop.fs.Path(parquet.toUri()), new Configuration());
      try (ParquetFileReader reader = ParquetFileReader.open(input)) {
        return reader.getFooter().getBlocks();
      }
    }
  }

  @Test
  void rowGroupsStaySmall() throws IOException {
    assertThat(rowGroups())
        .hasSizeGreaterThan(1)
        .allSatisfy(group -> assertThat(group.getTotalByteSize()).isLessThan(24L * MEBIBYTE));
  }

  @Test
  void picturesHaveNoDictionaryNoStatisticsAndNoSecondCompression() throws IOException {
    Set<String> blobs = Set.copyOf(PhotoSchema.BLOBS);
    List<ColumnChunkMetaData> columns =
        rowGroups().stream()
            .flatMap(group -> group.getColumns().stream())
            .filter(column -> blobs.contains(column.getPath().toDotString()))
            .toList();

    assertThat(columns.stream().map(c -> c.getPath().toDotString()).collect(Collectors.toSet()))
        .isEqualTo(blobs);
    assertThat(columns)
        .allSatisfy(
            column -> {
              assertThat(column.getCodec()).isEqualTo(CompressionCodecName.UNCOMPRESSED);
              assertThat(column.getStatistics().hasNonNullValue()).isFalse();
              assertThat(column.getEncodings()).noneMatch(Encoding::usesDictionary);
            });
  }

  /** The least that Delta has: every reader that knows Delta at all can read such tables. */
  @Test
  void tablesAskNoFeatureOfTheirReaders() {
    ResultTables tables =
        new ResultTables(SparkExtension.session(), folder.resolve("out").toString());

    assertThat(tables.places().values())
        .hasSize(3)
        .allSatisfy(
            table ->
                assertThat(
                        DeltaTable.forPath(SparkExtension.session(), table)
                            .detail()
                            .select("minReaderVersion", "minWriterVersion", "tableFeatures")
                            .first()
                            .toString())
                    .isEqualTo("[1,2,ArraySeq(appendOnly, invariants)]"));
  }

  @Test
  void theSameChunkIsWrittenOnce() {
    RestorationsTable table =
        new ResultTables(SparkExtension.session(), folder.resolve("out").toString()).restorations();
    long before = table.rows().count();
    var row = table.rows().limit(1).withColumn("run_id", org.apache.spark.sql.functions.lit("x"));
    table.append(row, "x", 0);
    table.append(row, "x", 0);
    assertThat(table.rows().count()).isEqualTo(before + 1);
    table.append(row, "x", 1);
    assertThat(table.rows().count()).isEqualTo(before + 2);
  }
}
