package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StopRequestTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private static Thread inThread(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    return thread;
  }

  @Test
  void aRunThatEndsByItselfIsNotAbandoned() throws InterruptedException {
    AtomicBoolean abandoned = new AtomicBoolean();
    StopRequest request = new StopRequest(LONG, () -> abandoned.set(true));
    assertThat(request.isMade()).isFalse();

    Thread hook = inThread(request::stop);
    while (!request.isMade()) {
      Thread.onSpinWait();
    }
    assertThat(hook.isAlive()).as("the process waits for the run").isTrue();
    request.close();

    hook.join(LONG.toMillis());
    assertThat(hook.isAlive()).isFalse();
    assertThat(abandoned).isFalse();
  }

  @Test
  void whatDoesNotEndInTimeIsAbandonedAndTheRunMayStillSaySo() throws InterruptedException {
    CountDownLatch abandoned = new CountDownLatch(1);
    StopRequest request = new StopRequest(Duration.ofMillis(50), abandoned::countDown);

    Thread hook = inThread(request::stop);
    abandoned.await();
    assertThat(hook.isAlive()).as("the process waits for the run's last words").isTrue();
    request.close();

    hook.join(LONG.toMillis());
    assertThat(hook.isAlive()).isFalse();
  }
}
