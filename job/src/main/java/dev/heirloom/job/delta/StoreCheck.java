package dev.heirloom.job.delta;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Tries whether an object store keeps the promise that commits and locks rest on. Stores are known
 * that accept the condition and let two of many writers win, so it is tried by a race.
 */
public final class StoreCheck {
  private static final int WRITERS = 8;
  private static final int ROUNDS = 8;

  private StoreCheck() {}

  /**
   * @param folder where scratch files may be written; they are gone afterwards
   * @return what the store does wrong, in words; nothing if it keeps the promise
   * @throws IOException if nothing can be written there
   */
  public static Optional<String> complaint(FileSystem fs, Path folder) throws IOException {
    if (!ExclusiveFile.isConditional(fs, folder)) {
      return Optional.of("conditional writes are switched off (fs.s3a.create.conditional.enabled)");
    }
    Path scratch = new Path(folder, "_check-" + UUID.randomUUID());
    try {
      for (int round = 0; round < ROUNDS; round++) {
        Path file = new Path(scratch, Integer.toString(round));
        int winners = race(fs, file);
        if (winners != 1) {
          return Optional.of(
              "of %d writers of a new file %d were told that it is theirs"
                  .formatted(WRITERS, winners));
        }
        if (ExclusiveFile.id(fs, file).filter(id -> !id.isEmpty()).isEmpty()) {
          return Optional.of("it does not keep the metadata of files");
        }
      }
      return Optional.empty();
    } finally {
      fs.delete(scratch, true);
    }
  }

  private static int race(FileSystem fs, Path file) throws IOException {
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Callable<Boolean>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        byte[] content = ("writer " + i).getBytes(StandardCharsets.UTF_8);
        writers.add(
            () -> {
              start.await();
              return ExclusiveFile.create(fs, file, content);
            });
      }
      int winners = 0;
      for (Future<Boolean> writer : threads.invokeAll(writers)) {
        winners += writer.get() ? 1 : 0;
      }
      return winners;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the store was tried", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
