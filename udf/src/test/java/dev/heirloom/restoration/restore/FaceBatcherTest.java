package dev.heirloom.restoration.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.restoration.model.DeviceLostException;
import dev.heirloom.restoration.model.ModelException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaceBatcherTest {
  private static final int LENGTH = 5;
  private static final float POISON = 666;
  private static final float DEADLY = 999;
  private static final float LARGE = 777;
  private static final float LARGE_BUT_DEADLY_ALONE = 888;

  private final ExecutorService tasks = Executors.newFixedThreadPool(16);
  private final List<Integer> calls = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    tasks.shutdownNow();
  }

  /** Doubles every number. */
  private FaceBatcher batcher(int most, long millis) {
    return new FaceBatcher((faces, count) -> doubled(faces, count, millis), LENGTH, most);
  }

  private FloatBuffer doubled(FloatBuffer faces, int count, long millis) {
    assertThat(faces.isDirect()).isTrue();
    assertThat(faces.remaining()).isEqualTo(count * LENGTH);
    calls.add(count);
    pause(millis);
    float[] out = new float[count * LENGTH];
    for (int i = 0; i < out.length; i++) {
      float value = faces.get(i);
      if (value == LARGE || (value == LARGE_BUT_DEADLY_ALONE && count > 1)) {
        throw new OutOfMemoryError("made up");
      }
      if (value == DEADLY || value == LARGE_BUT_DEADLY_ALONE) {
        throw new UnsatisfiedLinkError("the driver is gone");
      }
      if (value == POISON) {
        throw new ModelException("the network choked");
      }
      out[i] = 2 * value;
    }
    return FloatBuffer.wrap(out);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static FloatBuffer face(float value) {
    float[] numbers = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      numbers[i] = value + i / 100f;
    }
    return FloatBuffer.wrap(numbers);
  }

  private static void requireDoubled(float value, FloatBuffer result) {
    assertThat(result.remaining()).isEqualTo(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      assertThat(result.get(i)).isEqualTo(2 * (value + i / 100f));
    }
  }

  @Test
  void everyCallerGetsItsOwnFaceBack() throws Exception {
    try (FaceBatcher batcher = batcher(8, 0)) {
      List<Future<?>> done = new ArrayList<>();
      for (int task = 0; task < 16; task++) {
        int first = 1000 * (task + 1);
        done.add(
            tasks.submit(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    requireDoubled(first + i, batcher.restore(face(first + i)));
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(calls).isSubsetOf(1, 2, 4, 8);
  }

  @Test
  void aSlowDeviceGetsFullBatches() throws Exception {
    try (FaceBatcher batcher = batcher(8, 20)) {
      List<Future<?>> done = new ArrayList<>();
      for (int task = 0; task < 16; task++) {
        done.add(
            tasks.submit(
                () -> {
                  for (int i = 0; i < 20; i++) {
                    batcher.restore(face(i));
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
    // 320 faces by eight are forty calls.
    assertThat(calls.size()).isLessThan(55);
    assertThat(FaceBatcher.fill()).isBetween(0.5, 1.0);
    assertThat(FaceBatcher.waitSeconds()).isPositive();
  }

  @Test
  void aFaceAloneDoesNotWait() {
    try (FaceBatcher batcher = batcher(8, 0)) {
      requireDoubled(3, batcher.restore(face(3)));
    }
    assertThat(calls).containsExactly(1);
  }

  @Test
  void batchesThatAreNoPowerOfTwoAreTheLargestOnly() throws Exception {
    try (FaceBatcher batcher = batcher(6, 10)) {
      restoreAtOnce(batcher, 16);
    }
    assertThat(calls).isSubsetOf(1, 2, 4, 6);
  }

  @Test
  void anErrorReachesTheFaceThatCausedItAndNoOther() throws Exception {
    try (FaceBatcher batcher = batcher(8, 20)) {
      List<Future<FloatBuffer>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        float value = i == 11 ? POISON : i;
        results.add(tasks.submit(() -> batcher.restore(face(value))));
      }
      for (int i = 0; i < 16; i++) {
        Future<FloatBuffer> result = results.get(i);
        if (i == 11) {
          assertThatThrownBy(() -> result.get(10, TimeUnit.SECONDS))
              .isInstanceOf(ExecutionException.class)
              .hasCauseInstanceOf(ModelException.class)
              .hasMessageContaining("the network choked");
        } else {
          requireDoubled(i, result.get(10, TimeUnit.SECONDS));
        }
      }
      requireDoubled(5, batcher.restore(face(5)));
    }
  }

  @Test
  void memoryThatIsShortCostsTheFaceAndNotTheBatcher() throws Exception {
    try (FaceBatcher batcher = batcher(4, 0)) {
      assertThatThrownBy(() -> batcher.restore(face(LARGE))).isInstanceOf(OutOfMemoryError.class);
      requireDoubled(5, batcher.restore(face(5)));
    }
  }

  @Test
  void nobodyWaitsForADeviceThatGoesWhileFacesAreTriedAlone() throws Exception {
    try (FaceBatcher batcher = batcher(8, 20)) {
      List<Future<FloatBuffer>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        results.add(tasks.submit(() -> batcher.restore(face(LARGE_BUT_DEADLY_ALONE))));
      }
      for (Future<FloatBuffer> result : results) {
        assertThatThrownBy(() -> result.get(10, TimeUnit.SECONDS))
            .hasCauseInstanceOf(ModelException.class);
      }
    }
  }

  @Test
  void aDeviceThatIsGoneFailsEverybodyAtOnceAndFromThenOn() throws Exception {
    try (FaceBatcher batcher = batcher(4, 20)) {
      List<Future<FloatBuffer>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        results.add(tasks.submit(() -> batcher.restore(face(DEADLY))));
      }
      for (Future<FloatBuffer> result : results) {
        assertThatThrownBy(() -> result.get(10, TimeUnit.SECONDS))
            .hasCauseInstanceOf(ModelException.class)
            .hasMessageContaining("failed for good");
      }
      assertThatThrownBy(() -> batcher.restore(face(1)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("failed for good");
    }
    assertThat(calls).hasSizeLessThanOrEqualTo(2);
  }

  /** Lost at the n-th call and from then on, whatever the face. */
  private FaceBatcher batcherLostAt(int call, int most) {
    return new FaceBatcher(
        (faces, count) -> {
          if (calls.size() + 1 >= call) {
            calls.add(count);
            throw new DeviceLostException("gpen", "CUDA failure 700", new IllegalStateException());
          }
          return doubled(faces, count, 20);
        },
        LENGTH,
        most);
  }

  @Test
  void aLostDeviceIsLaidToNoFaceAndNotAskedAgain() throws Exception {
    List<Throwable> failures = new ArrayList<>();
    int done = 0;
    try (FaceBatcher batcher = batcherLostAt(3, 4)) {
      List<Future<FloatBuffer>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        float value = i;
        results.add(tasks.submit(() -> batcher.restore(face(value))));
      }
      for (int i = 0; i < 16; i++) {
        try {
          requireDoubled(i, results.get(i).get(10, TimeUnit.SECONDS));
          done++;
        } catch (ExecutionException e) {
          failures.add(e.getCause());
        }
      }
      assertThatThrownBy(() -> batcher.restore(face(1))).isInstanceOf(DeviceLostException.class);
    }
    assertThat(done).as("faces of the two calls before").isBetween(2, 8);
    assertThat(failures)
        .hasSize(16 - done)
        .allSatisfy(failure -> assertThat(failure).isInstanceOf(DeviceLostException.class));
    assertThat(calls).as("not one by one, and not again").hasSize(3);
  }

  @Test
  void aDeviceThatIsLostWhileFacesAreTriedAloneFailsTheRestOfThem() throws Exception {
    CountDownLatch allWait = new CountDownLatch(1);
    List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
    FaceBatcher.Network network =
        (faces, count) -> {
          asked.add(count);
          if (asked.size() == 1) {
            awaitQuietly(allWait);
            return FloatBuffer.allocate(count * LENGTH);
          }
          if (count > 1) {
            throw new OutOfMemoryError("made up");
          }
          throw new DeviceLostException("gpen", "CUDA failure 999", new IllegalStateException());
        };
    try (FaceBatcher batcher = new FaceBatcher(network, LENGTH, 4)) {
      Future<FloatBuffer> first = tasks.submit(() -> batcher.restore(face(0)));
      while (asked.isEmpty()) {
        pause(5);
      }
      List<Future<FloatBuffer>> rest = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        rest.add(tasks.submit(() -> batcher.restore(face(1))));
      }
      pause(200);
      allWait.countDown();
      first.get(10, TimeUnit.SECONDS);
      for (Future<FloatBuffer> one : rest) {
        assertThatThrownBy(() -> one.get(10, TimeUnit.SECONDS))
            .hasCauseInstanceOf(DeviceLostException.class);
      }
    }
    assertThat(asked).as("a batch, and one face of it").containsExactly(1, 4, 1);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void afterClosingNobodyWaits() {
    FaceBatcher batcher = batcher(4, 0);
    batcher.close();
    assertThatThrownBy(() -> batcher.restore(face(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("closed");
  }

  private void restoreAtOnce(FaceBatcher batcher, int faces) throws Exception {
    List<Future<FloatBuffer>> results = new ArrayList<>();
    for (int i = 0; i < faces; i++) {
      float value = i;
      results.add(tasks.submit(() -> batcher.restore(face(value))));
    }
    for (int i = 0; i < faces; i++) {
      requireDoubled(i, results.get(i).get(10, TimeUnit.SECONDS));
    }
  }
}
