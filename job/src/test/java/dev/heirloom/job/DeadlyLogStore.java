package dev.heirloom.job;

import io.delta.storage.HDFSLogStore;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Kills its own process at a commit: when the data files are written and the commit is not, or when
 * the commit has taken effect and nobody knows yet.
 */
public final class DeadlyLogStore extends HDFSLogStore {
  /** When to die. */
  public enum Moment {
    BEFORE,
    AFTER
  }

  private static final String WHEN = "heirloom.test.die";
  private static final AtomicInteger COMMITS = new AtomicInteger();

  public DeadlyLogStore(Configuration hadoop) {
    super(hadoop);
  }

  /**
   * Settings of Spark for a process that dies so.
   *
   * @param table name of the table whose commits count
   * @param commit how many of them by this process, 1 for the first
   */
  static List<String> settings(Moment moment, String table, int commit) {
    return List.of(
        "spark.delta.logStore.file.impl=" + DeadlyLogStore.class.getName(),
        "spark.hadoop.%s=%s %s %d".formatted(WHEN, moment, table, commit));
  }

  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    String[] when = hadoop.get(WHEN).split(" ");
    boolean counts = path.toString().contains("/" + when[1] + "/_delta_log/");
    int last = Integer.parseInt(when[2]);
    Moment moment = Moment.valueOf(when[0]);
    if (counts && moment == Moment.BEFORE && COMMITS.get() + 1 == last) {
      die();
    }
    // Fails where another thread was faster.
    super.write(path, actions, overwrite, hadoop);
    if (counts && COMMITS.incrementAndGet() == last && moment == Moment.AFTER) {
      die();
    }
  }

  private static void die() throws IOException {
    new ProcessBuilder("kill", "-KILL", "" + ProcessHandle.current().pid()).start();
    while (true) {
      BrokenProcess.pause(1000);
    }
  }
}
