package dev.heirloom.job.doctor;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The processes of an application that restore: its executors, or the driver where it is alone. */
final class Executors {
  /**
   * With fewer answers than executors the same is asked again: free slots are given out at once.
   */
  private static final int ROUNDS = 5;

  private static final long SECONDS_TO_START = 120;
  private static final long SECONDS_TO_LOOK = 900;

  private final SparkSession spark;
  private final JavaSparkContext context;

  Executors(SparkSession spark) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /**
   * Sends {@code task} to every executor that is there.
   *
   * @return an answer of each, in the order of their names
   * @throws TimeoutException if no executor takes a task, or one does not answer
   * @throws ExecutionException if the job fails, mostly because an executor died over it
   */
  Collection<ProcessSurvey> ask(SurveyTask task)
      throws TimeoutException, ExecutionException, InterruptedException {
    await(context.parallelize(List.of(1), 1), SECONDS_TO_START);
    Map<String, ProcessSurvey> answers = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS && answers.size() < known(); round++) {
      int slots = slots();
      JavaRDD<ProcessSurvey> tasks =
          context.parallelize(Collections.nCopies(slots, 0), slots).mapPartitions(task);
      await(tasks, SECONDS_TO_LOOK)
          .forEach(answer -> answers.put(answer.process().toString(), answer));
    }
    return answers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  private static <T> List<T> await(JavaRDD<T> tasks, long seconds)
      throws TimeoutException, ExecutionException, InterruptedException {
    JavaFutureAction<List<T>> job = tasks.collectAsync();
    try {
      return job.get(seconds, TimeUnit.SECONDS);
    } finally {
      if (!job.isDone()) {
        job.cancel(true);
      }
    }
  }

  /** Those that are there now; Spark counts the driver as well, unless it is alone. */
  int known() {
    return Math.max(1, spark.sparkContext().statusTracker().getExecutorInfos().length - 1);
  }

  /** Tasks that run at a time, as far as Spark knows; at least one an executor. */
  int slots() {
    return Math.max(context.defaultParallelism(), known());
  }
}
