package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.decode.PixelBudget;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;
import org.jspecify.annotations.Nullable;

/**
 * Opens the models before an executor is given its first task and frees them when it stops, takes
 * the GPU that Spark gives it, shows what it does in Spark's metrics system, and lets executors ask
 * which others are gone and say why they end. Named in {@code spark.plugins}.
 */
public final class RestorationPlugin implements SparkPlugin {
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\*|\\d+)(?:,.*)?])?");

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Map<String, String> init(SparkContext spark, PluginContext context) {
        spark.addSparkListener(TaskProcess.lossesOfNewApplication());
        return Map.of();
      }

      @Override
      public Object receive(Object message) {
        if (message instanceof LastWords words) {
          return words.log();
        }
        return message instanceof TaskProcess process ? process.isLost() : RestorerAtStart.answer();
      }

      @Override
      public void shutdown() {
        RestorerAtStart.wantNone();
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> settings) {
        TaskProcess.askThrough(context);
        PhotoMeters.showIn(context.metricRegistry());
        takeGpu(context.resources());
        ExecutorRestorer.serve(tasksAtATime(context.conf()));
        if (!TaskProcess.isDriver(context.executorID())) {
          limitNativeMemory(context.conf());
          RestorerAtStart.open(context);
        }
      }

      @Override
      public void shutdown() {
        ExecutorRestorer.closeAll();
      }
    };
  }

  /** What Spark asked the cluster for beside the heap. */
  static void limitNativeMemory(SparkConf conf) {
    if (conf.contains(OVERHEAD) && System.getProperty(PixelBudget.NATIVE_MEMORY) == null) {
      long bytes = conf.getSizeAsMb(OVERHEAD) << 20;
      System.setProperty(PixelBudget.NATIVE_MEMORY, Long.toString(bytes));
    }
  }

  /** In a process of the application; where its cores are not said it has those of the machine. */
  static int tasksAtATime(SparkConf conf) {
    int machine = Runtime.getRuntime().availableProcessors();
    Matcher local = LOCAL.matcher(conf.get("spark.master", ""));
    int cores =
        local.matches()
            ? cores(local.group(1), machine)
            : conf.getInt("spark.executor.cores", machine);
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }

  private static int cores(@Nullable String written, int machine) {
    if (written == null) {
      return 1;
    }
    return written.equals("*") ? machine : Integer.parseInt(written);
  }

  /** Executors of one machine have a GPU each; without this all of them would take its first. */
  static void takeGpu(Map<String, ResourceInformation> resources) {
    Stream.ofNullable(resources.get("gpu"))
        .flatMap(gpu -> Stream.of(gpu.addresses()))
        .limit(1)
        .filter(address -> address.matches("\\d+"))
        .forEach(address -> ExecutorRestorer.useGpu(Integer.parseInt(address)));
  }
}
