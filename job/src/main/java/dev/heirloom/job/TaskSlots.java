package dev.heirloom.job;

import org.apache.spark.sql.SparkSession;

/** How many tasks run at a time. */
final class TaskSlots {
  private TaskSlots() {}

  /** As far as Spark knows now: executors may still be on their way. */
  static int of(SparkSession spark) {
    int cpus = spark.sparkContext().conf().getInt("spark.task.cpus", 1);
    return Math.max(1, spark.sparkContext().defaultParallelism() / cpus);
  }
}
