package dev.heirloom.job.delta;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import scala.Console;
import scala.Option;

/**
 * The earlier versions of a Delta table, which hold what was deleted: data files, and in the log
 * the least and greatest values of their columns.
 */
public final class TableHistory {
  private static final String VERSION = "\\d{20}\\..*";

  private final SparkSession spark;
  private final String path;

  /**
   * @param spark a session of its own: a setting of Delta is changed in it
   */
  public TableHistory(SparkSession spark, String path) {
    this.spark = spark;
    this.path = path;
  }

  /**
   * A commit that changes nothing in the rows, but makes others fail that were begun before and try
   * to commit while the history is still there.
   */
  public void fence() {
    spark.sql(
        "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('heirloom.fence' = '%s')"
            .formatted(path, UUID.randomUUID()));
  }

  /**
   * Deletes all that the newest version does not need. Done again after an interruption it
   * finishes. Only the holder of the run lock may ask, after {@link #fence}: readers of earlier
   * versions lose them.
   *
   * @return the version that is left, as a checkpoint
   * @throws IOException if the log cannot be tidied up
   */
  public long forget() throws IOException {
    deleteOldDataFiles();
    // The commits that deleted rows say which values they had: the checkpoint comes after one that
    // says nothing.
    fence();
    DeltaLog log = DeltaLog.forTable(spark, path);
    Snapshot newest = log.update(false, Option.empty(), Option.empty());
    log.checkpoint(newest, Option.empty());
    deleteLogBefore(newest.version());
    DeltaLog.clearCache();
    return newest.version();
  }

  /** Under the lock nobody writes, which is what the retention is for; readers are warned. */
  private void deleteOldDataFiles() {
    spark.conf().set("spark.databricks.delta.retentionDurationCheck.enabled", false);
    vacuum(DeltaTable.forPath(spark, path), 0);
  }

  /** Delta would say on standard output, which is the command's, what it deletes. */
  public static void vacuum(DeltaTable table, double hours) {
    Console.withOut(OutputStream.nullOutputStream(), () -> table.vacuum(hours));
  }

  private void deleteLogBefore(long version) throws IOException {
    Path folder = new Path(path, "_delta_log");
    FileSystem fs = folder.getFileSystem(spark.sessionState().newHadoopConf());
    List<Path> files =
        Arrays.stream(fs.listStatus(folder))
            .map(FileStatus::getPath)
            .filter(file -> file.getName().matches(VERSION))
            .toList();
    String checkpoint = "%020d.checkpoint".formatted(version);
    if (files.stream().noneMatch(file -> file.getName().startsWith(checkpoint))) {
      throw new IOException("there is no checkpoint of version %d of %s".formatted(version, path));
    }
    for (Path file : files) {
      if (Long.parseLong(file.getName().substring(0, 20)) < version) {
        fs.delete(file, false);
      }
    }
  }
}
