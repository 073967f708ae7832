package dev.heirloom.job.doctor;

import dev.heirloom.restoration.spark.ExecutorShape;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;

/**
 * How the processes of an application lie on machines, and with how many threads.
 *
 * @param local whether the driver does all the work
 * @param threads task threads of a process that restores
 * @param overhead MiB outside the heap that an executor keeps to, or the cluster ends it; nothing
 *     where nobody looks at that
 * @param gpusAssigned whether Spark gives each executor a GPU of its own
 * @param onSameMachine executors on the machine of each, by the process's name
 */
record Layout(
    boolean local,
    int threads,
    OptionalLong overhead,
    boolean gpusAssigned,
    Map<String, Long> onSameMachine) {
  Layout {
    if (threads < 1) {
      throw new IllegalArgumentException("threads from 1, got " + threads);
    }
    onSameMachine = Map.copyOf(onSameMachine);
  }

  /**
   * @param slots what Spark takes for the number of tasks that run at a time
   * @param processes those that restore; not empty
   */
  static Layout of(SparkConf conf, int slots, Collection<ProcessName> processes) {
    boolean local = ExecutorShape.isLocal(conf);
    int cores =
        local
            ? slots
            : conf.getInt("spark.executor.cores", (int) Math.ceil(1.0 * slots / processes.size()));
    Map<String, Long> perHost =
        processes.stream().collect(Collectors.groupingBy(ProcessName::host, Collectors.counting()));
    return new Layout(
        local,
        Math.max(1, cores / conf.getInt("spark.task.cpus", 1)),
        ExecutorShape.overhead(conf),
        conf.contains("spark.executor.resource.gpu.amount"),
        processes.stream()
            .distinct()
            .collect(Collectors.toMap(ProcessName::toString, name -> perHost.get(name.host()))));
  }

  /** How many processes share the machine of {@code process}, itself included. */
  long neighbours(String process) {
    return onSameMachine.getOrDefault(process, 1L);
  }

  /** What an operator sets to give a process that restores so much heap. */
  String heapSetting(long mib) {
    return local
        ? "HEIRLOOM_JAVA_OPTIONS=-Xmx%dm (with SPARK_HOME: spark.driver.memory=%dm)"
            .formatted(mib, mib)
        : "spark.executor.memory=%dm".formatted(mib);
  }

  String threadsSetting() {
    return local ? "--master local[N]" : "spark.executor.cores";
  }

  /** Where Java options of a process that restores belong. */
  String javaOptions() {
    return local ? "spark.driver.extraJavaOptions" : "spark.executor.extraJavaOptions";
  }
}
