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
}
