package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.sink.ResultTables;
import dev.heirloom.job.source.InputFormat;
import dev.heirloom.job.source.InputSettings;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.RestorationSettings;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A whole run on a store that is too busy, over a wire that cuts answers off. */
@ExtendWith(SparkExtension.class)
class TroubledStoreIT {
  private static final int PHOTOS = Integer.getInteger("heirloom.photos", 20);
  private static final double REFUSED = 0.2;
  private static final double CUT = 0.05;

  @TempDir java.nio.file.Path folder;
  private final SparkSession spark = SparkExtension.session();
  private final Random random = new Random(20261125);
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();

  private synchronized FaultyWire.Fate fate(String method, String path) {
    double drawn = random.nextDouble();
    if (drawn < REFUSED) {
      refused.incrementAndGet();
      return FaultyWire.Fate.REFUSED;
    }
    if (method.equals("GET") && drawn < REFUSED + CUT) {
      cut.incrementAndGet();
      return FaultyWire.Fate.ANSWER_CUT;
    }
    return FaultyWire.Fate.ARRIVES;
  }

  private RunSummary run(String archive) {
    return new RestorationJob(spark, new FakeEngine("trouble"), RunProgress.SILENT)
        .run(
            new JobSettings(
                new InputSettings(List.of(archive + "/scans"), InputFormat.FILES, List.of(), ""),
                archive + "/restored",
                ModelSettings.DEFAULT,
                RestorationSettings.DEFAULT,
                Reprocess.NEW,
                new RunLimits(10, Integer.MAX_VALUE, 1, RunLimits.OnEmpty.FAIL),
                Map.of()));
  }

  @Test
  void aRunEndsRightWithAFifthOfTheRequestsRefusedAndATwentiethOfTheReadsCutOff() throws Exception {
    try (S3Server server = S3Server.start(folder, S3Server.Signatures.CHECKED);
        FaultyWire wire = new FaultyWire(server.port(), this::fate, UnaryOperator.identity())) {
      String archive = "s3a://" + server.newBucket();
      S3Server.settings(wire.port()).forEach(spark.sparkContext().hadoopConfiguration()::set);
      for (int i = 0; i < PHOTOS; i++) {
        Path file = new Path("%s/scans/%03d.jpg".formatted(archive, i));
        try (OutputStream out =
            file.getFileSystem(spark.sessionState().newHadoopConf()).create(file)) {
          out.write("grandmother %03d".formatted(i).getBytes(StandardCharsets.UTF_8));
        }
      }

      assertThat(run(archive).counts().restored()).isEqualTo(PHOTOS);
      assertThat(run(archive).pending().photos()).isEmpty();

      List<Row> rows =
          new ResultTables(spark, archive + "/restored")
              .current()
              .selectExpr("source.uri", "cast(restored.content as string)")
              .collectAsList();
      assertThat(rows)
          .hasSize(PHOTOS)
          .allSatisfy(
              row ->
                  assertThat(row.getString(0))
                      .contains(new StringBuilder(row.getString(1)).reverse().substring(12)));
      assertThat(refused.get()).isPositive();
      assertThat(cut.get()).isPositive();
    } finally {
      S3Server.settings(0).keySet().forEach(spark.sparkContext().hadoopConfiguration()::unset);
    }
  }
}
