package dev.heirloom.restoration.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PixelBudgetTest {
  private static final long MEBIBYTE = 1L << 20;

  private final ExecutorService tasks = Executors.newFixedThreadPool(8);

  @AfterEach
  void stop() {
    tasks.shutdownNow();
  }

  /** What 3.5 times four channels come to. */
  private static ImageHeader photoOf(long mebibytes) {
    int pixels = (int) (mebibytes * MEBIBYTE / 14);
    return new ImageHeader(pixels / 1024, 1024, 8, 1, Density.UNKNOWN);
  }

  private static void assertWaits(Future<PixelBudget.Lease> photo) {
    assertThatThrownBy(() -> photo.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void aPhotoWaitsForTheMemoryOfAnother() throws Exception {
    PixelBudget budget = new PixelBudget(100 * MEBIBYTE);
    PixelBudget.Lease first = budget.take(photoOf(60));
    Future<PixelBudget.Lease> second = tasks.submit(() -> budget.take(photoOf(60)));
    assertWaits(second);

    first.close();
    second.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void whatTheModelsTakeIsNotLeftForPhotos() throws Exception {
    PixelBudget budget = PixelBudget.left(6000 * MEBIBYTE, 5000 * MEBIBYTE);
    budget.take(photoOf(700));
    Future<PixelBudget.Lease> second = tasks.submit(() -> budget.take(photoOf(400)));
    assertWaits(second);
  }

  @Test
  void modelsThatTakeAllLeaveEnoughForOnePhotoAtATime() throws Exception {
    PixelBudget budget = PixelBudget.left(4000 * MEBIBYTE, 5000 * MEBIBYTE);
    budget.take(photoOf(200));
    Future<PixelBudget.Lease> second = tasks.submit(() -> budget.take(photoOf(200)));
    assertWaits(second);
  }

  @Test
  void aPhotoLargerThanEverythingIsDoneAlone() throws Exception {
    PixelBudget budget = new PixelBudget(100 * MEBIBYTE);
    PixelBudget.Lease giant = budget.take(photoOf(1400));
    Future<PixelBudget.Lease> small = tasks.submit(() -> budget.take(photoOf(1)));
    assertWaits(small);

    giant.close();
    small.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void sixteenBitTakeTwiceAsMuch() throws Exception {
    PixelBudget budget = new PixelBudget(100 * MEBIBYTE);
    ImageHeader eight = photoOf(49);
    budget.take(eight);
    budget.take(new ImageHeader(eight.width() / 2, eight.height(), 16, 1, Density.UNKNOWN));
    Future<PixelBudget.Lease> third = tasks.submit(() -> budget.take(photoOf(10)));
    assertWaits(third);
  }

  @Test
  void manyPhotosOfAllSizesAreAllDoneWithinTheBudget() throws Exception {
    PixelBudget budget = new PixelBudget(100 * MEBIBYTE);
    AtomicLong held = new AtomicLong();
    AtomicLong most = new AtomicLong();
    Random random = new Random(7);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      int size = random.nextInt(20) == 0 ? 300 : 1 + random.nextInt(40);
      done.add(
          tasks.submit(
              () -> {
                try (PixelBudget.Lease lease = budget.take(photoOf(size))) {
                  long now = held.addAndGet(Math.min(size, 100));
                  most.accumulateAndGet(now, Math::max);
                  Thread.yield();
                  held.addAndGet(-Math.min(size, 100));
                }
              }));
    }
    for (Future<?> one : done) {
      one.get(30, TimeUnit.SECONDS);
    }
    assertThat(most.get()).isBetween(41L, 104L);
  }
}
