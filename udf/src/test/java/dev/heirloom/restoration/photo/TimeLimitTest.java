package dev.heirloom.restoration.photo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
  @Test
  void photosThatAreDoneAreForgotten() {
    int before = TimeLimit.watched();
    for (int i = 0; i < 1000; i++) {
      try (TimeLimit.Watch watch = TimeLimit.begin(Duration.ofHours(1), () -> {})) {
        assertThat(TimeLimit.watched()).isEqualTo(before + 1);
      }
    }
    assertThat(TimeLimit.watched()).isEqualTo(before);
  }

  @Test
  void oneThatTakesTooLongIsReported() throws InterruptedException {
    CountDownLatch reported = new CountDownLatch(1);
    try (TimeLimit.Watch watch = TimeLimit.begin(Duration.ofMillis(10), reported::countDown)) {
      assertThat(reported.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void waitingForOthersDoesNotCount() throws InterruptedException {
    CountDownLatch reported = new CountDownLatch(1);
    try (TimeLimit.Watch watch = TimeLimit.begin(Duration.ofMillis(500), reported::countDown)) {
      TimeLimit.standingStill(() -> assertThat(ended(reported, 1500)).isFalse());
      assertThat(ended(reported, 30_000)).as("after it, what is left counts").isTrue();
    }
  }

  @Test
  void aWatchInsideAnotherGivesBackToIt() {
    int before = TimeLimit.watched();
    try (TimeLimit.Watch outer = TimeLimit.begin(Duration.ofHours(1), () -> {})) {
      try (TimeLimit.Watch inner = TimeLimit.begin(Duration.ofHours(1), () -> {})) {
        assertThat(TimeLimit.watched()).isEqualTo(before + 2);
      }
      TimeLimit.standingStill(() -> assertThat(TimeLimit.watched()).isEqualTo(before));
      assertThat(TimeLimit.watched()).isEqualTo(before + 1);
    }
    assertThat(TimeLimit.watched()).isEqualTo(before);
  }

  private static boolean ended(CountDownLatch latch, long millis) {
    try {
      return latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
