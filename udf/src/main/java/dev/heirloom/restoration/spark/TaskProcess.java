package dev.heirloom.restoration.spark;

import java.io.Serializable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs tasks: an executor of an application, or a driver that works alone.
 *
 * @param application Spark's id of it
 * @param executor Spark's id of it, unique within the application
 */
record TaskProcess(String application, String executor) implements Serializable {
  /** Spark's id of a process that is driver and executor in one. */
  private static final String DRIVER = "driver";

  /** Executors of this application that are gone; known to the driver only. */
  private static final Set<String> LOST = ConcurrentHashMap.newKeySet();

  private static volatile @Nullable PluginContext executorContext;

  /** This process. */
  static TaskProcess current() {
    SparkEnv environment = SparkEnv.get();
    return new TaskProcess(environment.conf().getAppId(), environment.executorId());
  }

  /**
   * Whether that process has ended. One of another application has: the tables are held by one run
   * at a time. Of this application's the driver knows, and tasks ask it.
   */
  boolean isGone() {
    if (!application.equals(current().application())) {
      return true;
    }
    PluginContext context = executorContext;
    try {
      return isLost() || (context != null && (boolean) context.ask(this));
    } catch (Exception e) {
      throw new IllegalStateException("the driver does not answer", e);
    }
  }

  /** Whether it is a driver that works alone: there is no other process to do its tasks. */
  boolean isDriver() {
    return isDriver(executor);
  }

  static boolean isDriver(String executor) {
    return executor.equals(DRIVER);
  }

  /** Tells the driver why this process ends, if there is one that listens. */
  static void tellDriver(LastWords words) {
    PluginContext context = executorContext;
    try {
      if (context != null) {
        context.ask(words);
      }
    } catch (Exception e) {
      throw new IllegalStateException("the driver does not answer", e);
    }
  }

  /** The driver, at its start. */
  static SparkListener lossesOfNewApplication() {
    LOST.clear();
    return new SparkListener() {
      @Override
      public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        LOST.add(removed.executorId());
      }
    };
  }

  /** The driver's answer to the question of {@link #isGone}. */
  boolean isLost() {
    return LOST.contains(executor);
  }

  /** An executor, at its start. */
  static void askThrough(PluginContext context) {
    executorContext = context;
  }
}
