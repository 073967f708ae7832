package dev.heirloom.job.delta;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * What a process leaves that died while it made a table: a log without a commit. Delta takes it for
 * a table, and then does not find one.
 */
public final class UnfinishedTable {
  private UnfinishedTable() {}

  /** Removes the log if it holds no commit; only one process may ask. */
  public static void clear(FileSystem fs, Path table) throws IOException {
    Path log = new Path(table, "_delta_log");
    if (!hasFiles(fs, log)) {
      fs.delete(log, true);
    }
  }

  /** Files being written have names that begin with a dot. */
  private static boolean hasFiles(FileSystem fs, Path folder) throws IOException {
    try {
      RemoteIterator<LocatedFileStatus> files = fs.listFiles(folder, true);
      while (files.hasNext()) {
        if (!files.next().getPath().getName().startsWith(".")) {
          return true;
        }
      }
      return false;
    } catch (FileNotFoundException e) {
      return false;
    }
  }
}
