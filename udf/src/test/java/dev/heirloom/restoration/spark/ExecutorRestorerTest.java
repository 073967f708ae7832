package dev.heirloom.restoration.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.Recipe;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.StageTimings;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.photo.FailureCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecutorRestorerTest {
  private static final AtomicInteger OPENED = new AtomicInteger();
  private static final AtomicInteger GPU = new AtomicInteger();
  private static final AtomicInteger CALLERS = new AtomicInteger();
  private static final AtomicBoolean CLOSED = new AtomicBoolean();
  private static final AtomicBoolean USED_AFTER_CLOSE = new AtomicBoolean();

  /** Slow to open and to restore, as real ones are. */
  private record SlowFactory(String name) implements RestorerFactory {
    @Override
    public Restorer open(ModelSettings models, ModelFetcher fetcher) {
      pause();
      GPU.set(models.session().deviceId());
      CALLERS.set(models.session().callers());
      OPENED.incrementAndGet();
      CLOSED.set(false);
      return new SlowRestorer();
    }

    @Override
    public Recipe recipe(ModelSettings models, RestorationSettings settings) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class SlowRestorer implements Restorer {
    @Override
    public PhotoResult restore(byte[] photo, RestorationSettings settings) {
      pause();
      if (CLOSED.get()) {
        USED_AFTER_CLOSE.set(true);
      }
      return new PhotoResult.Failed(FailureCode.CORRUPT, "decode", "slowly", StageTimings.NONE);
    }

    @Override
    public String provider() {
      return "CPU";
    }

    @Override
    public String deviceName() {
      return "snail";
    }

    @Override
    public long modelMemory() {
      return 1;
    }

    @Override
    public void close() {
      CLOSED.set(true);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ExecutorRestorer restorer(String factory) {
    return ExecutorRestorer.of(new SlowFactory(factory), ModelSettings.DEFAULT, ModelFetcher.LOCAL);
  }

  @AfterEach
  void closeAll() {
    ExecutorRestorer.closeAll();
  }

  @Test
  void manyTasksOpenItOnce() throws Exception {
    int before = OPENED.get();
    ExecutorService tasks = Executors.newFixedThreadPool(8);
    try {
      List<Future<ExecutorRestorer>> opened = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        opened.add(tasks.submit(() -> restorer("shared")));
      }
      for (Future<ExecutorRestorer> one : opened) {
        assertThat(one.get()).isSameAs(restorer("shared"));
      }
    } finally {
      tasks.shutdownNow();
    }
    assertThat(OPENED.get() - before).isEqualTo(1);
  }

  @Test
  void modelsAreOpenedOnTheGpuThatSparkGives() {
    ResourceInformation third = new ResourceInformation("gpu", new String[] {"2"});
    RestorationPlugin.takeGpu(Map.of("gpu", third));
    restorer("third");
    assertThat(GPU.get()).isEqualTo(2);

    RestorationPlugin.takeGpu(Map.of());
    restorer("none given");
    assertThat(GPU.get()).as("as before").isEqualTo(2);

    RestorationPlugin.takeGpu(Map.of("gpu", new ResourceInformation("gpu", new String[] {"0"})));
    restorer("first");
    assertThat(GPU.get()).isZero();
  }

  @Test
  void modelsAreOpenedForTheTasksOfThisProcess() {
    ExecutorRestorer.openFor(7);
    restorer("seven");
    assertThat(CALLERS.get()).isEqualTo(7);

    ExecutorRestorer.openFor(1);
    restorer("one");
    assertThat(CALLERS.get()).isEqualTo(1);
  }

  @Test
  void otherModelsAreOpenedBesides() {
    assertThat(restorer("one")).isNotSameAs(restorer("two"));
  }

  @Test
  void closingWaitsForTheCallsThatRun() throws Exception {
    ExecutorRestorer restorer = restorer("busy");
    ExecutorService tasks = Executors.newFixedThreadPool(4);
    CountDownLatch running = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      tasks.submit(
          () -> {
            running.countDown();
            while (true) {
              restorer.restore(new byte[0], RestorationSettings.DEFAULT);
            }
          });
    }
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    ExecutorRestorer.closeAll();
    tasks.shutdown();

    assertThat(tasks.awaitTermination(10, TimeUnit.SECONDS)).as("all calls ended").isTrue();
    assertThat(CLOSED).isTrue();
    assertThat(USED_AFTER_CLOSE).isFalse();
    assertThatThrownBy(() -> restorer.restore(new byte[0], RestorationSettings.DEFAULT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("executor is stopping");
  }

  @Test
  void afterClosingItOpensAfresh() {
    ExecutorRestorer first = restorer("again");
    ExecutorRestorer.closeAll();
    assertThat(restorer("again")).isNotSameAs(first);
    assertThat(restorer("again").provider()).isEqualTo("CPU");
  }
}
