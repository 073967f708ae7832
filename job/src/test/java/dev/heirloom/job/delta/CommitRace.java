package dev.heirloom.job.delta;

import io.delta.storage.LogStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A driver that commits as Delta does: version after version, the next one where somebody else was
 * first. Says on standard output what was acknowledged.
 */
final class CommitRace {
  private CommitRace() {}

  /**
   * A commit that the store said it has.
   *
   * @param name of the commit, its content
   */
  record Acknowledged(long version, String name) {}

  /**
   * Arguments: class of the log store, folder of the log, name of the driver, threads, commits of
   * each, and settings as {@code key=value}. Begins when a line comes in.
   */
  public static void main(String[] args) throws Exception {
    Configuration hadoop = new Configuration();
    List.of(args).subList(5, args.length).stream()
        .map(setting -> setting.split("=", 2))
        .forEach(setting -> hadoop.set(setting[0], setting[1]));
    LogStore store =
        (LogStore) Class.forName(args[0]).getConstructor(Configuration.class).newInstance(hadoop);
    Path log = new Path(args[1]);
    log.getFileSystem(hadoop).exists(log);
    System.out.println("READY");
    System.in.read();
    for (Acknowledged commit :
        run(store, log, hadoop, args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]))) {
      System.out.println("ACKNOWLEDGED " + commit.version() + " " + commit.name());
    }
    System.exit(0);
  }

  static List<Acknowledged> run(
      LogStore store, Path log, Configuration hadoop, String driver, int threads, int commits)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<List<Acknowledged>>> writers =
          IntStream.range(0, threads)
              .<Callable<List<Acknowledged>>>mapToObj(
                  i -> () -> commit(store, log, hadoop, driver + "-" + i, commits))
              .toList();
      List<Acknowledged> all = new java.util.ArrayList<>();
      for (Future<List<Acknowledged>> writer : pool.invokeAll(writers)) {
        all.addAll(writer.get());
      }
      return all;
    } finally {
      pool.shutdown();
    }
  }

  private static List<Acknowledged> commit(
      LogStore store, Path log, Configuration hadoop, String writer, int commits)
      throws IOException {
    List<Acknowledged> acknowledged = new java.util.ArrayList<>();
    long version = 0;
    for (int i = 0; i < commits; version++) {
      String name = writer + "-" + i;
      try {
        store.write(file(log, version), List.of(name).iterator(), false, hadoop);
        acknowledged.add(new Acknowledged(version, name));
        i++;
      } catch (FileAlreadyExistsException e) {
        // Somebody else was first.
      }
    }
    return acknowledged;
  }

  static Path file(Path log, long version) {
    return new Path(log, "%020d.json".formatted(version));
  }
}
