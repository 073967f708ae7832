package dev.heirloom.restoration.spark;

import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;

/**
 * Shows what an executor does in Spark's metrics system, takes the GPU that Spark gives it, frees
 * the models when it stops, and lets executors ask which others are gone. Named in {@code
 * spark.plugins}.
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
      public Object receive(Object executor) {
        return TaskProcess.isLost(executor);
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
      }

      @Override
      public void shutdown() {
        ExecutorRestorer.closeAll();
      }
    };
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
