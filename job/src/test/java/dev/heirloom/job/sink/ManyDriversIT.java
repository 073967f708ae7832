package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.DriverRace;
import dev.heirloom.job.EndedProcess;
import dev.heirloom.job.S3Server;
import dev.heirloom.job.SparkExtension;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Spark drivers in processes of their own, with the settings of the job, on one Delta table. */
@ExtendWith(SparkExtension.class)
class ManyDriversIT {
  private static final int DRIVERS = Integer.getInteger("heirloom.drivers", 2);
  private static final int ROWS = Integer.getInteger("heirloom.commits", 6);

  @TempDir Path folder;
  private final SparkSession spark = SparkExtension.session();

  @Test
  void everyRowThatWasAcknowledgedIsThereOnce() throws Exception {
    try (S3Server server = S3Server.start(folder, S3Server.Signatures.CHECKED)) {
      S3Server.settings(server.port()).forEach(spark.sparkContext().hadoopConfiguration()::set);
      String place = "s3a://%s/restored".formatted(server.newBucket());
      RunsTable runs = new ResultTables(spark, place).runs();
      runs.createIfMissing();

      List<String> acknowledged =
          DriverRace.run(DRIVERS, name -> driver(server, place, name)).stream()
              .map(said -> said[1])
              .toList();

      assertThat(acknowledged).hasSize(DRIVERS * ROWS);
      assertThat(runs.rows().select("run_id").collectAsList())
          .extracting(row -> row.getString(0))
          .containsExactlyInAnyOrderElementsOf(acknowledged);
      assertThat(DeltaTable.forPath(spark, place + "/runs").history().count())
          .as("a version for each, and one that made the table")
          .isEqualTo(DRIVERS * ROWS + 1);
    } finally {
      S3Server.settings(0).keySet().forEach(spark.sparkContext().hadoopConfiguration()::unset);
    }
  }

  private static Process driver(S3Server server, String place, String name) throws IOException {
    List<String> command = EndedProcess.java(Driver.class, "512m", place, name, "" + ROWS);
    Stream.concat(
            S3Server.settings(server.port()).entrySet().stream()
                .map(setting -> "spark.hadoop." + setting.getKey() + "=" + setting.getValue()),
            Stream.of("spark.databricks.delta.snapshotPartitions=1"))
        .forEach(command::add);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
