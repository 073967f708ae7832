package dev.heirloom.restoration.spark;

import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;

/** What Spark gives a process that restores: an executor, or a driver that works alone. */
public final class ExecutorShape {
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final Pattern THREADS = Pattern.compile("local\\[(\\d+)(,.*)?]");
  private static final Pattern CORES = Pattern.compile(".* --cores (\\d+)\\b.*");
  private static final double LEAST_OVERHEAD_MIB = 384;
  private static final double OVERHEAD_SHARE = 0.1;

  private ExecutorShape() {}

  /** How many tasks this process does at a time. */
  static int tasks(SparkConf conf) {
    return tasks(conf, System.getProperty("sun.java.command", ""));
  }

  /**
   * @param command of the process: there an executor is told its cores, whatever the cluster
   */
  static int tasks(SparkConf conf, String command) {
    return Math.max(1, cores(conf, command) / conf.getInt("spark.task.cpus", 1));
  }

  private static int cores(SparkConf conf, String command) {
    String master = conf.get("spark.master", "");
    if (master.equals("local")) {
      return 1;
    }
    return Stream.of(THREADS.matcher(master), CORES.matcher(command))
        .filter(Matcher::matches)
        .mapToInt(said -> Integer.parseInt(said.group(1)))
        .findFirst()
        .orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }

  /** Whether the driver does all the work. */
  public static boolean isLocal(SparkConf conf) {
    return conf.get("spark.master", "local[*]").matches("local(\\[.*)?");
  }

  /**
   * What an executor may take outside its heap: as Spark counts it where the cluster ends those
   * that take more, elsewhere what an operator has set.
   *
   * @return MiB; empty where nobody has said how many, and nobody looks
   */
  public static OptionalLong overhead(SparkConf conf) {
    String master = conf.get("spark.master", "");
    boolean watched = master.startsWith("yarn") || master.startsWith("k8s");
    boolean said = watched || conf.contains(OVERHEAD);
    return said && !isLocal(conf) ? OptionalLong.of(asSparkCounts(conf)) : OptionalLong.empty();
  }

  private static long asSparkCounts(SparkConf conf) {
    ToLongFunction<String> mib = key -> JavaUtils.byteStringAsMb(conf.get(key));
    if (conf.contains(OVERHEAD)) {
      return mib.applyAsLong(OVERHEAD);
    }
    String least = "spark.executor.minMemoryOverhead";
    double share = conf.getDouble("spark.executor.memoryOverheadFactor", OVERHEAD_SHARE);
    return (long)
        Math.max(
            conf.contains(least) ? mib.applyAsLong(least) : LEAST_OVERHEAD_MIB,
            share * JavaUtils.byteStringAsMb(conf.get("spark.executor.memory", "1g")));
  }
}
