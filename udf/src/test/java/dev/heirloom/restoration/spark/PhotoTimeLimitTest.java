package dev.heirloom.restoration.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PhotoTimeLimitTest {
  @Test
  void photosThatAreDoneAreForgotten() {
    int before = PhotoTimeLimit.watched();
    for (int i = 0; i < 1000; i++) {
      try (PhotoTimeLimit.Watch watch = PhotoTimeLimit.begin(Duration.ofHours(1), () -> {})) {
        assertThat(PhotoTimeLimit.watched()).isEqualTo(before + 1);
      }
    }
    assertThat(PhotoTimeLimit.watched()).isEqualTo(before);
  }

  @Test
  void oneThatTakesTooLongIsReported() throws InterruptedException {
    CountDownLatch reported = new CountDownLatch(1);
    try (PhotoTimeLimit.Watch watch =
        PhotoTimeLimit.begin(Duration.ofMillis(10), reported::countDown)) {
      assertThat(reported.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
