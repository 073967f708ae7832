package dev.heirloom.job.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.doctor.Finding.Verdict;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
  private static final Path CONF = Path.of(System.getProperty("heirloom.home"), "conf");

  /** Of the model on board with four threads. */
  private static final long MODEL = 500;

  private static final String ON = "executor 0 on a";
  private static final ProcessName FIRST = new ProcessName("0", "a");
  private static final ProcessName SECOND = new ProcessName("1", "a");
  private static final Layout ALONE =
      new Layout(true, 2, OptionalLong.empty(), false, Map.of("driver", 1L));

  private static Memory memory(long heap, long machine) {
    return new Memory(heap, machine, true, "2");
  }

  private static Layout watched(int threads, long overhead) {
    return new Layout(false, threads, OptionalLong.of(overhead), false, Map.of(ON, 1L));
  }

  @Test
  void theNeedIsThatOfTheModelsALargePhotoAndOneForEachOtherThread() {
    assertThat(MemoryNeed.heap(1)).isEqualTo(896);
    assertThat(MemoryNeed.heap(8)).isEqualTo(3584);
    assertThat(MemoryNeed.outside(1, 200)).isEqualTo(1600);
    assertThat(MemoryNeed.outside(2, 200)).isEqualTo(1800);
    assertThat(MemoryNeed.outside(2, 5000)).isEqualTo(6600);
  }

  @Test
  void aClusterThatEndsWhoUsesMoreMustAllowWhatIsNeeded() {
    assertThat(memory(2048, 64_000).outsideFinding(ON, watched(4, 3072), MODEL).verdict())
        .isEqualTo(Verdict.OK);
    assertThat(memory(2048, 64_000).outsideFinding(ON, watched(4, 384), MODEL))
        .returns(Verdict.WARN, Finding::verdict)
        .extracting(Finding::remedy)
        .asString()
        .contains("spark.executor.memoryOverhead=2500m", "spark.executor.cores");
  }

  @Test
  void elsewhereItMustFitTheMachineWithAllItsExecutors() {
    Layout two =
        Layout.of(new SparkConf(false).setMaster("spark://m:7077"), 4, List.of(FIRST, SECOND));

    assertThat(two.threads()).isEqualTo(2);
    assertThat(two.neighbours(ON)).isEqualTo(2);
    assertThat(memory(2048, 8400).outsideFinding(ON, two, MODEL).verdict()).isEqualTo(Verdict.OK);
    assertThat(memory(2048, 7000).outsideFinding(ON, two, MODEL))
        .returns(Verdict.WARN, Finding::verdict)
        .extracting(Finding::remedy)
        .asString()
        .isEqualTo("set fewer task threads (spark.executor.cores), or spark.executor.memory=1280m");
    assertThat(memory(1200, 3000).outsideFinding("driver", ALONE, MODEL).remedy())
        .isEqualTo("set fewer task threads (--master local[N]), or take a smaller model");
    assertThat(memory(2048, 7000).outsideFinding("driver", ALONE, MODEL).verdict())
        .isEqualTo(Verdict.OK);
  }

  @Test
  void aHeapThatIsTooSmallIsNamedWithItsSetting() {
    assertThat(memory(1280, 8000).heapFinding("driver", ALONE).verdict()).isEqualTo(Verdict.OK);
    assertThat(memory(512, 8000).heapFinding("driver", ALONE))
        .returns(Verdict.WARN, Finding::verdict)
        .extracting(Finding::remedy)
        .asString()
        .contains("HEIRLOOM_JAVA_OPTIONS=-Xmx1280m", "--master local[N]");
    assertThat(memory(512, 8000).heapFinding(ON, watched(2, 9999)).remedy())
        .contains("spark.executor.memory=1280m");
    assertThat(memory(512, 8000).driverHeapFinding().verdict()).isEqualTo(Verdict.WARN);
    assertThat(memory(1024, 8000).driverHeapFinding().verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void whatMakesMemoryGrowIsNoticed() {
    Memory bare = new Memory(4096, 64_000, false, "");
    Memory many = new Memory(4096, 64_000, true, "64");

    assertThat(bare.javacppFinding(ON, watched(1, 9999)).remedy())
        .endsWith("maxBytes=0 to spark.executor.extraJavaOptions");
    assertThat(bare.arenasFinding(ON, watched(1, 9999)))
        .returns(Verdict.WARN, Finding::verdict)
        .returns("set spark.executorEnv.MALLOC_ARENA_MAX=2", Finding::remedy);
    assertThat(many.arenasFinding("driver", ALONE).remedy()).contains("the variable");
    assertThat(many.javacppFinding("driver", ALONE).verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void theseTestsRunAsRunsShould() {
    Memory here = Memory.here();

    assertThat(here.javacpp()).isTrue();
    assertThat(here.arenas()).isEqualTo("2");
    assertThat(here.heap()).isBetween(1500L, 2048L);
    assertThat(here.machine()).isGreaterThan(here.heap());
  }

  @Test
  void overheadThatNobodySetIsWhatSparkTakes() {
    SparkConf conf = new SparkConf(false).setMaster("yarn").set("spark.executor.memory", "8g");

    assertThat(Layout.of(conf, 4, List.of(FIRST)).overhead()).hasValue(819);
    conf.set("spark.executor.memory", "1g");
    assertThat(Layout.of(conf, 4, List.of(FIRST)).overhead()).hasValue(384);
    conf.set("spark.executor.memoryOverhead", "2g").set("spark.task.cpus", "2");
    assertThat(Layout.of(conf, 4, List.of(FIRST)))
        .isEqualTo(new Layout(false, 2, OptionalLong.of(2048), false, Map.of(ON, 1L)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone.conf", "yarn.conf", "kubernetes/spark.conf"})
  void theSettingsInConfHaveMemoryEnough(String cluster) throws IOException {
    requireEnough(conf("spark-defaults.conf", cluster));
    requireEnough(conf("spark-defaults.conf", cluster, "gpu.conf"));
  }

  private static SparkConf conf(String... files) throws IOException {
    SparkConf conf = new SparkConf(false);
    for (String file : files) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(CONF.resolve(file))) {
        properties.load(reader);
      }
      properties.forEach((key, value) -> conf.set("" + key, "" + value));
    }
    return conf;
  }

  private static void requireEnough(SparkConf conf) {
    Layout layout = Layout.of(conf, 99, List.of(FIRST));
    Memory memory = memory(JavaUtils.byteStringAsMb(conf.get("spark.executor.memory")), 256_000);

    assertThat(memory.heapFinding(ON, layout).verdict()).isEqualTo(Verdict.OK);
    assertThat(memory.outsideFinding(ON, layout, MODEL).verdict()).isEqualTo(Verdict.OK);
  }
}
