package dev.heirloom.restoration.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ExecutorShapeTest {
  private static final String EXECUTOR =
      "org.apache.spark.executor.CoarseGrainedExecutorBackend --driver-url spark://c --cores 6";
  private static final int MACHINE = Runtime.getRuntime().availableProcessors();

  private final SparkConf conf = new SparkConf(false);

  private int tasks(String master, String command) {
    return ExecutorShape.tasks(conf.setMaster(master), command);
  }

  @Test
  void aDriverAloneHasTheThreadsOfItsMaster() {
    assertThat(tasks("local", "")).isEqualTo(1);
    assertThat(tasks("local[5]", "")).isEqualTo(5);
    assertThat(tasks("local[5,4]", "")).isEqualTo(5);
    assertThat(tasks("local[*]", "")).isEqualTo(MACHINE);
    assertThat(tasks("local[*,4]", "")).isEqualTo(MACHINE);
  }

  @Test
  void anExecutorHasTheCoresThatItIsTold() {
    conf.set("spark.executor.cores", "9");
    assertThat(tasks("yarn", EXECUTOR)).isEqualTo(6);
    assertThat(tasks("spark://m:7077", EXECUTOR + " --app-id a")).isEqualTo(6);
    assertThat(tasks("local-cluster[2,6,1024]", EXECUTOR)).isEqualTo(6);
    conf.set("spark.task.cpus", "4");
    assertThat(tasks("yarn", EXECUTOR)).isEqualTo(1);
  }

  @Test
  void withoutAWordItIsTakenForTheMachine() {
    assertThat(tasks("yarn", "")).isEqualTo(MACHINE);
    conf.set("spark.task.cpus", "" + 2 * MACHINE);
    assertThat(tasks("yarn", "")).isEqualTo(1);
  }

  @Test
  void theOverheadIsSparksWhereTheClusterLooksAndTheOperatorsElsewhere() {
    conf.set("spark.executor.memory", "8g");
    assertThat(ExecutorShape.overhead(conf.setMaster("spark://m:7077"))).isEmpty();
    assertThat(ExecutorShape.overhead(conf.setMaster("yarn"))).hasValue(819);
    conf.set("spark.executor.memory", "1g");
    assertThat(ExecutorShape.overhead(conf.setMaster("k8s://c"))).hasValue(384);
    conf.set("spark.executor.minMemoryOverhead", "500m");
    assertThat(ExecutorShape.overhead(conf)).hasValue(500);
    conf.set("spark.executor.memoryOverhead", "2g");
    assertThat(ExecutorShape.overhead(conf)).hasValue(2048);
    assertThat(ExecutorShape.overhead(conf.setMaster("spark://m:7077"))).hasValue(2048);
    assertThat(ExecutorShape.overhead(conf.setMaster("local[4]"))).isEmpty();
    assertThat(ExecutorShape.overhead(conf.setMaster("local"))).isEmpty();
  }
}
