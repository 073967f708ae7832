package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.sink.ResultTables;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Nights over an archive of any size, in a process of its own with a driver's heap: the first fills
 * the tables, the second finds nothing to do, the third a hundred new photos. Photos are text, and
 * so is what becomes of them; what is measured is the job around the engine.
 */
final class NightlyDriver {
  private static final int MORE = 100;
  private static final int FOLDER = 1000;
  private static final int MOST_ROWS_OF_A_GROUP = 20;
  private static final Set<String> PICTURES = Set.of("restored.content", "preview");

  private final Path photos;
  private final Path output;
  private final RestorationJob job;

  private NightlyDriver(Path folder) {
    this.photos = folder.resolve("photos");
    this.output = folder.resolve("out");
    SparkSession spark = JobSession.open(conf());
    this.job = new RestorationJob(spark, new FakeEngine("nightly"), RunProgress.SILENT);
    makeRowGroupsSmall(spark);
  }

  /** In groups of the few rows that photos of real size come to. */
  private void makeRowGroupsSmall(SparkSession spark) {
    new ResultTables(spark, output.toString()).restorations().createIfMissing();
    spark.sql(
        "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('parquet.block.row.count.limit' = '%d')"
            .formatted(output.resolve("restorations"), MOST_ROWS_OF_A_GROUP));
  }

  private static SparkConf conf() {
    return new SparkConf()
        .setMaster("local[2]")
        .set("spark.hadoop.fs.file.impl", ReadLog.class.getName());
  }

  /** Arguments: an empty folder, and the number of photos. */
  public static void main(String[] args) throws Exception {
    int rows = Integer.parseInt(args[1]);
    NightlyDriver nights = new NightlyDriver(Path.of(args[0]));
    nights.addPhotos(0, rows);
    // A million names of photos would not fit the heap that is measured.
    nights.night("first", rows, ".*/out/.*");
    nights.requireSmallGroups();
    nights.night("nothing new", 0, ".*");
    assertThat(ReadLog.opened(".*/restorations/[^_].*")).as("files of pictures opened").isEmpty();
    assertThat(ReadLog.opened(".*/photos/.*")).as("photos opened").isEmpty();

    nights.addPhotos(rows, rows + MORE);
    nights.night(MORE + " more", MORE, ".*");
    Set<org.apache.hadoop.fs.Path> read = ReadLog.opened(".*/restorations/[^_].*parquet");
    assertThat(ReadLog.columnBytes(read, PICTURES))
        .as("of the files of this night")
        .containsEntry("asked for", 0L)
        .hasEntrySatisfying("there", there -> assertThat(there).isPositive());
    assertThat(ReadLog.columnBytes(read, Set.of("run_number")).get("asked for"))
        .as("what has to be read, or this log is wrong")
        .isPositive();
    assertThat(ReadLog.opened(".*/photos/.*")).as("photos opened").hasSize(MORE);
    assertThat(new ResultTables(JobSession.open(conf()), nights.output.toString()).known().count())
        .isEqualTo(rows + MORE);
    System.exit(0);
  }

  private void addPhotos(int from, int to) throws IOException {
    String grain = "x".repeat(200);
    for (int i = from; i < to; i++) {
      Path folder = photos.resolve("box %04d".formatted(i / FOLDER));
      if (i % FOLDER == 0 || i == from) {
        Files.createDirectories(folder);
      }
      Files.writeString(folder.resolve("%07d.jpg".formatted(i)), "grandmother " + i + grain);
    }
  }

  private void night(String name, int due, String remembered) {
    ReadLog.restart(remembered);
    long start = System.nanoTime();
    RunSummary summary =
        job.run(
            new JobRuns(new FakeEngine("nightly"), photos, output)
                .settings(
                    Reprocess.NEW,
                    new RunLimits(10_000, Integer.MAX_VALUE, 0, RunLimits.OnEmpty.FAIL)));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(summary.counts().restored()).isEqualTo(due);
    Set<org.apache.hadoop.fs.Path> tables = ReadLog.opened(".*/out/.*");
    System.out.printf(
        Locale.ROOT,
        "%s: %d of %d photos, %.1f s, heap %d of %d MiB at most, %d files of tables read, %.1f MB%n",
        name,
        due,
        summary.pending().total(),
        took.toMillis() / 1e3,
        heapPeak() >> 20,
        Runtime.getRuntime().maxMemory() >> 20,
        tables.size(),
        ReadLog.bytes(tables) / 1e6);
  }

  /** The pools' peaks since the last call, which need not have been at the same time. */
  private static long heapPeak() {
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == java.lang.management.MemoryType.HEAP) {
        peak += pool.getPeakUsage().getUsed();
        pool.resetPeakUsage();
      }
    }
    return peak;
  }

  private void requireSmallGroups() throws IOException {
    try (var files = Files.list(output.resolve("restorations"))) {
      Path any = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
      try (ParquetFileReader reader =
          ParquetFileReader.open(
              HadoopInputFile.fromPath(
                  new org.apache.hadoop.fs.Path(any.toUri()),
                  new org.apache.hadoop.conf.Configuration()))) {
        assertThat(reader.getFooter().getBlocks())
            .extracting(BlockMetaData::getRowCount)
            .allMatch(rows -> rows <= MOST_ROWS_OF_A_GROUP);
      }
    }
  }
}
