package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.decode.PixelBudget;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;

/**
 * Opens the models before an executor is given its first task and frees them when it stops, takes
 * the GPU that Spark gives it, shows what it does in Spark's metrics system, and lets executors ask
 * which others are gone and say why they end. Named in {@code spark.plugins}.
 */
public final class RestorationPlugin implements SparkPlugin {
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
        ExecutorRestorer.openFor(ExecutorShape.tasks(context.conf()));
        if (!TaskProcess.isDriver(context.executorID())) {
          ExecutorShape.overhead(context.conf()).ifPresent(RestorationPlugin::limitNativeMemory);
          RestorerAtStart.open(context);
        }
      }

      @Override
      public void shutdown() {
        ExecutorRestorer.closeAll();
      }
    };
  }

  private static void limitNativeMemory(long mebibytes) {
    if (System.getProperty(PixelBudget.NATIVE_MEMORY) == null) {
      System.setProperty(PixelBudget.NATIVE_MEMORY, Long.toString(mebibytes << 20));
    }
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
