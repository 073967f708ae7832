package dev.heirloom.job.sink;

import dev.heirloom.job.delta.TableHistory;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import scala.Option;

/**
 * Keeps tables quick to open: merges their small files, writes their checkpoints, and deletes files
 * that no late version needs, those of killed runs among them, and restored images that no row
 * names.
 */
public final class Maintenance {
  /** A reader, and a run, may use a version for so long after it was replaced. */
  public static final int SHORTEST_RETENTION_DAYS = 7;

  private static final long SMALL_BYTES = 64L << 20;
  private static final long MERGED_BYTES = 256L << 20;

  private final ResultTables tables;
  private final long smallBytes;

  /**
   * What was done to a table.
   *
   * @param merged small files that were replaced
   * @param into files that replace them
   * @param version of the checkpoint
   */
  public record Maintained(String table, long merged, long into, long version) {}

  public Maintenance(ResultTables tables) {
    this(tables, SMALL_BYTES);
  }

  Maintenance(ResultTables tables, long smallBytes) {
    this.tables = tables;
    this.smallBytes = smallBytes;
  }

  /**
   * @param retentionDays how long files stay that only earlier versions need
   * @throws IllegalArgumentException if that is shorter than is safe
   * @throws TableException if there are no tables
   * @throws RunLockedException if a run is under way
   */
  public List<Maintained> run(int retentionDays) {
    if (retentionDays < SHORTEST_RETENTION_DAYS) {
      throw new IllegalArgumentException(
          "files of earlier versions stay for at least %d days, or readers lose what they read; got %d"
              .formatted(SHORTEST_RETENTION_DAYS, retentionDays));
    }
    tables.requireRestorations();
    SparkSession spark = session();
    try (RunLock lock =
        RunLock.take(
            tables.output(),
            "maintain-" + UUID.randomUUID(),
            spark.sessionState().newHadoopConf())) {
      tables.createIfMissing();
      List<Maintained> all = new ArrayList<>();
      for (Map.Entry<String, String> table : tables.places().entrySet()) {
        lock.requireHeld();
        Maintained maintained = merge(spark, table.getKey(), table.getValue());
        if (table.getKey().equals("restorations") && maintained.merged() > 0) {
          tables.index().rebuild(tables.restorations().rows());
        }
        TableHistory.vacuum(DeltaTable.forPath(spark, table.getValue()), retentionDays * 24.0);
        all.add(maintained);
      }
      lock.requireHeld();
      tables
          .imageFolder()
          .deleteOrphans(
              tables.restorations().rows(), Instant.now().minus(Duration.ofDays(retentionDays)));
      return all;
    } catch (IOException e) {
      throw new TableException(
          "cannot look for files that no row names at %s: %s"
              .formatted(tables.output(), e.getMessage()),
          e);
    }
  }

  private SparkSession session() {
    SparkSession session = RewriteSession.of(tables);
    session.conf().set("spark.databricks.delta.optimize.minFileSize", smallBytes);
    session.conf().set("spark.databricks.delta.optimize.maxFileSize", MERGED_BYTES);
    return session;
  }

  private static Maintained merge(SparkSession spark, String name, String path) {
    Row metrics =
        DeltaTable.forPath(spark, path).optimize().executeCompaction().first().getAs("metrics");
    DeltaLog log = DeltaLog.forTable(spark, path);
    Snapshot newest = log.update(false, Option.empty(), Option.empty());
    log.checkpoint(newest, Option.empty());
    return new Maintained(
        name, metrics.getAs("numFilesRemoved"), metrics.getAs("numFilesAdded"), newest.version());
  }
}
