package dev.heirloom.job.sink;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run at a time for the tables of one place: a file that only one run can create, and that says
 * who holds it. A lock whose process on this machine is gone is taken over.
 */
public final class RunLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  private final FileSystem fs;
  private final Path file;

  private RunLock(FileSystem fs, Path file) {
    this.fs = fs;
    this.file = file;
  }

  /**
   * @param output the place of the tables; made if it is missing
   * @throws RunLockedException if another run holds it
   * @throws TableException if nothing can be written there
   */
  public static RunLock take(Path output, String runId, Configuration hadoop) {
    Path file = new Path(output, "_run.lock");
    try {
      FileSystem fs = file.getFileSystem(hadoop);
      if (!create(fs, file, runId)) {
        Properties holder = holder(fs, file);
        if (!isGone(holder)) {
          throw locked(file, holder);
        }
        LOG.warn("The run {} that held {} is gone; taking over", holder.get("run_id"), file);
        fs.delete(file, false);
        if (!create(fs, file, runId)) {
          throw locked(file, holder(fs, file));
        }
      }
      return new RunLock(fs, file);
    } catch (IOException e) {
      throw new TableException(
          "cannot write to %s: %s; check the name and the right to write"
              .formatted(output, e.getMessage()),
          e);
    }
  }

  private static boolean create(FileSystem fs, Path file, String runId) throws IOException {
    Properties owner = new Properties();
    owner.setProperty("run_id", runId);
    owner.setProperty("host", host());
    owner.setProperty("user", System.getProperty("user.name"));
    owner.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
    owner.setProperty("process_started", started(ProcessHandle.current()));
    owner.setProperty("since", Instant.now().toString());
    try (var stream = fs.create(file, false)) {
      owner.store(stream, null);
      return true;
    } catch (IOException e) {
      if (fs.exists(file)) {
        return false;
      }
      throw e;
    }
  }

  private static Properties holder(FileSystem fs, Path file) throws IOException {
    Properties holder = new Properties();
    try (var stream = fs.open(file)) {
      holder.load(new java.io.InputStreamReader(stream, StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      LOG.debug("The lock {} was released just now", file);
    }
    return holder;
  }

  /** Only of processes of this machine can this be said. */
  private static boolean isGone(Properties holder) {
    if (!host().equals(holder.getProperty("host"))) {
      return false;
    }
    long pid = Long.parseLong(holder.getProperty("pid", "-1"));
    String since = holder.getProperty("process_started", "");
    return ProcessHandle.of(pid)
        .filter(process -> process.isAlive() && started(process).equals(since))
        .isEmpty();
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static RunLockedException locked(Path file, Properties holder) {
    return new RunLockedException(
        "the tables are held by run %s of %s on %s (process %s) since %s; wait for it, or delete %s if it is dead"
            .formatted(
                holder.getProperty("run_id", "?"),
                holder.getProperty("user", "?"),
                holder.getProperty("host", "?"),
                holder.getProperty("pid", "?"),
                holder.getProperty("since", "?"),
                file));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }

  @Override
  public void close() {
    try {
      fs.delete(file, false);
    } catch (IOException e) {
      LOG.warn("Cannot delete the lock {}: {}; delete it by hand", file, e.getMessage());
    }
  }
}
