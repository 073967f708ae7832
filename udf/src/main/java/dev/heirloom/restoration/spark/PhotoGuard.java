package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.model.DeviceLostException;
import dev.heirloom.restoration.photo.TimeLimit;
import dev.heirloom.restoration.spark.PoisonJournal.Posted;
import dev.heirloom.restoration.spark.PoisonJournal.Sign;
import dev.heirloom.restoration.spark.PoisonJournal.Way;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the photos of one task so that one that ends the process, or never ends, is known to the
 * next try, and ends as a row.
 *
 * <p>The first try runs at full speed. Where processes have died, each photo is signed for before
 * it is begun. Native code cannot be interrupted, so a photo over its time limit costs the process.
 * A GPU that is lost costs the process too, and is no photo's fault.
 */
final class PhotoGuard {
  private static final Logger LOG = LoggerFactory.getLogger(PhotoGuard.class);
  private static final int EXIT_STATUS = 1;
  private static final long LAST_WORD_MILLIS = 30_000;

  private final PoisonJournal journal;
  private final Precautions precautions;
  private final PoisonHistory history;
  private final TaskProcess process;
  private final ProcessEnd end;

  private PhotoGuard(
      PoisonJournal journal,
      Precautions precautions,
      PoisonHistory history,
      TaskProcess process,
      ProcessEnd end) {
    this.journal = journal;
    this.precautions = precautions;
    this.history = history;
    this.process = process;
    this.end = end;
  }

  /** For the task of this thread. */
  static PhotoGuard ofTask(Precautions precautions, Configuration hadoop) {
    return of(
        new PoisonJournal(precautions.journal(), hadoop),
        TaskContext.get().attemptNumber() > 0 ? precautions.whenWary() : precautions,
        TaskProcess.current(),
        ProcessEnd.HERE);
  }

  static PhotoGuard of(
      PoisonJournal journal, Precautions precautions, TaskProcess process, ProcessEnd end) {
    PoisonHistory history =
        precautions.wary() ? PoisonHistory.of(journal.left()) : PoisonHistory.NONE;
    return new PhotoGuard(journal, precautions, history, process, end);
  }

  /**
   * The result of {@code work}, or of a photo that is not tried again. Does not return where the
   * GPU is lost, but ends this process.
   *
   * @throws DeviceLostException if the GPU is lost and no other process could do the photo
   */
  PhotoResult guarded(SourcePhoto photo, Supplier<PhotoResult> work) {
    Optional<PhotoResult> verdict = history.verdict(photo);
    if (verdict.isPresent()) {
      return verdict.get();
    }
    Way way = history.way(photo);
    try (PhotoTurns.Turn turn =
            way == Way.ALONE ? PhotoTurns.HERE.alone() : PhotoTurns.HERE.together();
        Posted sign =
            precautions.wary() ? end.sign(() -> journal.post(sign(photo, way))) : () -> {};
        TimeLimit.Watch watch = TimeLimit.begin(precautions.timeLimit(), () -> endProcess(photo))) {
      return work.get();
    } catch (DeviceLostException e) {
      if (!process.isDriver()) {
        end.over(e, process);
      }
      throw e;
    }
  }

  private Sign sign(SourcePhoto photo, Way way) {
    return new Sign(PoisonJournal.key(photo), way, process);
  }

  private void endProcess(SourcePhoto photo) {
    LOG.error(
        "{} was not done within {} s and cannot be interrupted: this process ends. The photo is tried"
            + " once more, alone, and recorded as POISONED if that takes as long",
        photo.uri(),
        precautions.timeLimit().toSeconds());
    Thread lastWord = new Thread(() -> journal.post(sign(photo, Way.OVERTIME)), "last-word");
    lastWord.setDaemon(true);
    lastWord.start();
    try {
      lastWord.join(LAST_WORD_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Hooks would wait for the photo.
    Runtime.getRuntime().halt(EXIT_STATUS);
  }
}
