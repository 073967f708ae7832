package dev.heirloom.job.doctor;

import java.io.Serializable;
import org.apache.spark.SparkEnv;

/**
 * A process of an application.
 *
 * @param executor Spark's id of it
 * @param host the machine it runs on
 */
record ProcessName(String executor, String host) implements Serializable {
  static final String DRIVER = "driver";

  static ProcessName here() {
    SparkEnv environment = SparkEnv.get();
    return new ProcessName(
        environment.executorId(), environment.blockManager().blockManagerId().host());
  }

  /** For people. */
  @Override
  public String toString() {
    return executor.equals(DRIVER) ? DRIVER : "executor %s on %s".formatted(executor, host);
  }
}
