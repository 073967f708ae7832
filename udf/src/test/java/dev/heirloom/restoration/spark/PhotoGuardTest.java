package dev.heirloom.restoration.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.StageTimings;
import dev.heirloom.restoration.model.DeviceLostException;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.spark.PoisonJournal.Sign;
import dev.heirloom.restoration.spark.PoisonJournal.Way;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoGuardTest {
  private static final TaskProcess FIRST = new TaskProcess("app-1.0", "1");
  private static final TaskProcess SECOND = new TaskProcess("app-1.0", "2");
  private static final SourcePhoto PHOTO = photo("file:///grandmother.jpg", 10);
  private static final PhotoResult DONE =
      new PhotoResult.Failed(FailureCode.CORRUPT, "decode", "made up", StageTimings.NONE);

  @TempDir Path folder;
  private final Set<TaskProcess> gone = new HashSet<>();
  private final List<Integer> halts = new CopyOnWriteArrayList<>();
  private final CountDownLatch halted = new CountDownLatch(1);
  private final ProcessEnd end = new ProcessEnd(this::halt);
  private PoisonJournal journal;

  private void halt(int status) {
    halts.add(status);
    halted.countDown();
  }

  @BeforeEach
  void emptyJournal() {
    journal =
        new PoisonJournal(
            folder.resolve("_poison").toString(), new Configuration(), gone::contains);
  }

  private static SourcePhoto photo(String uri, long length) {
    return new SourcePhoto(uri, uri, Map.of(), length, 0, "", 0);
  }

  private PhotoGuard guard(boolean wary) {
    return PhotoGuard.of(
        journal, new Precautions(folder.toString(), Duration.ofMinutes(5), wary), SECOND, end);
  }

  /** A process that ended while the photo was in work. */
  private void death(Way way) {
    journal.post(new Sign(PoisonJournal.key(PHOTO), way, FIRST));
    gone.add(FIRST);
  }

  private PhotoResult result() {
    return guard(true).guarded(PHOTO, () -> DONE);
  }

  private Way way() {
    return PoisonHistory.of(journal.left()).way(PHOTO);
  }

  @Test
  void aPhotoThatIsDoneLeavesNoSign() {
    assertThat(result()).isEqualTo(DONE);
    gone.add(SECOND);
    assertThat(journal.deaths()).isZero();
  }

  @Test
  void aPhotoInWorkHasASignWhereATaskIsWary() {
    gone.add(SECOND);
    guard(true).guarded(PHOTO, () -> assertDeaths(1));
    guard(false).guarded(PHOTO, () -> assertDeaths(0));
  }

  private PhotoResult assertDeaths(int expected) {
    assertThat(journal.deaths()).isEqualTo(expected);
    return DONE;
  }

  @Test
  void anExceptionIsNoDeath() {
    assertThatThrownBy(
            () ->
                guard(true)
                    .guarded(
                        PHOTO,
                        () -> {
                          throw new IllegalStateException("the device is lost");
                        }))
        .hasMessage("the device is lost");
    gone.add(SECOND);
    assertThat(journal.deaths()).isZero();
  }

  @Test
  void aSignOfALivingProcessIsNoDeath() {
    journal.post(new Sign(PoisonJournal.key(PHOTO), Way.ALONE, SECOND));
    journal.post(new Sign(PoisonJournal.key(PHOTO), Way.ALONE, SECOND));
    assertThat(way()).isEqualTo(Way.TOGETHER);
    assertThat(result()).isEqualTo(DONE);
  }

  @Test
  void oneOfSeveralThatWereInWorkIsASuspectAndDoneAlone() {
    for (int i = 0; i < 5; i++) {
      death(Way.TOGETHER);
    }
    assertThat(way()).isEqualTo(Way.ALONE);
    assertThat(result()).isEqualTo(DONE);
  }

  @Test
  void aPhotoThatEndsItsProcessTwiceAloneIsNotTriedAgain() {
    death(Way.ALONE);
    assertThat(result()).as("the machine may have been switched off").isEqualTo(DONE);
    death(Way.ALONE);
    assertThat(result())
        .isEqualTo(
            new PhotoResult.Failed(
                FailureCode.POISONED,
                "process",
                "ended its process 2 times with no other photo in work",
                StageTimings.NONE));
  }

  @Test
  void aPhotoThatIsNotDoneInTimeTwiceIsNotTriedAgain() {
    death(Way.OVERTIME);
    death(Way.ALONE);
    assertThat(result()).isEqualTo(DONE);
    death(Way.OVERTIME);
    assertThat(result())
        .isInstanceOfSatisfying(
            PhotoResult.Failed.class,
            failed ->
                assertThat(failed.message())
                    .isEqualTo(
                        "was not done within the time limit, 2 times; its process had to be ended"));
  }

  @Test
  void otherBytesUnderTheSameNameAreTried() {
    death(Way.ALONE);
    death(Way.ALONE);
    assertThat(guard(true).guarded(photo(PHOTO.uri(), 11), () -> DONE)).isEqualTo(DONE);
  }

  @Test
  void aClearedJournalKnowsNothing() {
    death(Way.ALONE);
    journal.clear();
    assertThat(journal.deaths()).isZero();
    journal.clear();
  }

  /** A thread with another photo, which it begins, and ends when it may. */
  private Thread otherInWork(CountDownLatch begun, CountDownLatch mayEnd, Runnable atTheEnd) {
    Thread other =
        new Thread(
            () ->
                guard(true)
                    .guarded(
                        photo("file:///other.jpg", 1),
                        () -> {
                          begun.countDown();
                          await(mayEnd);
                          atTheEnd.run();
                          return DONE;
                        }));
    other.start();
    return other;
  }

  @Test
  void aSuspectIsDoneWithNoOtherPhotoInWork() throws InterruptedException {
    death(Way.TOGETHER);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicBoolean otherEnded = new AtomicBoolean();
    Thread other = otherInWork(begun, end, () -> otherEnded.set(true));
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    Thread suspect =
        new Thread(
            () ->
                guard(true)
                    .guarded(
                        PHOTO,
                        () -> {
                          assertThat(otherEnded).isTrue();
                          otherEnded.set(false);
                          return DONE;
                        }));
    suspect.start();
    suspect.join(300);
    assertThat(suspect.isAlive()).as("it waits").isTrue();
    end.countDown();
    suspect.join();
    other.join();
    assertThat(otherEnded).as("the suspect saw the other ended").isFalse();
  }

  private static final DeviceLostException LOST =
      new DeviceLostException("gpen", "CUDA failure 719", new IllegalStateException());

  @Test
  void aLostGpuEndsTheProcessAndIsLaidToNoPhotoInWork() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger signsAtTheEnd = new AtomicInteger(-1);
    gone.add(SECOND);
    Thread other = otherInWork(begun, halted, () -> signsAtTheEnd.set(journal.deaths()));
    await(begun);
    assertThat(journal.deaths()).as("the other has signed").isEqualTo(1);

    assertThatThrownBy(() -> guard(true).guarded(PHOTO, PhotoGuardTest::lose)).isSameAs(LOST);

    other.join();
    assertThat(halts).containsExactly(1);
    assertThat(signsAtTheEnd).as("signs that the dead process left").hasValue(0);
  }

  @Test
  void nothingIsSignedForOnceTheGpuIsLost() throws InterruptedException {
    assertThatThrownBy(() -> guard(true).guarded(PHOTO, PhotoGuardTest::lose)).isSameAs(LOST);
    assertThatThrownBy(() -> guard(false).guarded(PHOTO, PhotoGuardTest::lose)).isSameAs(LOST);
    assertThat(halts).as("a process ends once").containsExactly(1);

    Thread late =
        new Thread(
            () ->
                end.sign(
                    () -> journal.post(new Sign(PoisonJournal.key(PHOTO), Way.ALONE, SECOND))));
    late.setDaemon(true);
    late.start();
    late.join(300);
    assertThat(late.isAlive()).as("waits for the end").isTrue();
    gone.add(SECOND);
    assertThat(journal.deaths()).isZero();
  }

  @Test
  void aDriverThatWorksAloneLivesToSaySo() {
    PhotoGuard guard =
        PhotoGuard.of(
            journal,
            new Precautions(folder.toString(), Duration.ZERO, true),
            new TaskProcess("local-1", "driver"),
            end);
    assertThatThrownBy(() -> guard.guarded(PHOTO, PhotoGuardTest::lose)).isSameAs(LOST);
    assertThat(halts).isEmpty();
    gone.add(new TaskProcess("local-1", "driver"));
    assertThat(journal.deaths()).isZero();
  }

  private static PhotoResult lose() {
    throw LOST;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
