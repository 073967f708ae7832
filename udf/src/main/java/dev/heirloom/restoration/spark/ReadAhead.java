package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.photo.PhotoException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.spark.sql.Row;

/**
 * The photos of one task. While one is restored, a few threads of the process read the next ones,
 * so that the task does not wait for the store; what they have read ahead is bounded over all
 * tasks. Not thread-safe; to be closed with the task.
 */
final class ReadAhead implements Iterator<ReadAhead.Photo>, AutoCloseable {
  private static final int PHOTOS = 2;
  private static final int THREADS = 8;
  private static final int UNIT = 1024;

  private static final ExecutorService READERS =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "photo-reader");
            thread.setDaemon(true);
            return thread;
          });

  /** An eighth of the heap; never waited for, so that no task waits for another. */
  private static final Semaphore HEAP =
      new Semaphore((int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 8 / UNIT));

  /**
   * The bytes of a photo's file.
   *
   * @param nanos that reading took
   */
  record Content(byte[] bytes, long nanos) {}

  /** A photo whose bytes may be on their way. */
  final class Photo {
    private final SourcePhoto source;
    private final Optional<byte[]> inRow;
    private final int units;
    private final Optional<FutureTask<Content>> ahead;

    private Photo(Row row, boolean early) {
      source = PhotoSchema.sourcePhoto(row);
      inRow = PhotoSchema.content(row);
      units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, source.length() / UNIT + 1));
      ahead =
          early && inRow.isEmpty() && HEAP.tryAcquire(units)
              ? Optional.of(new FutureTask<>(this::read))
              : Optional.empty();
    }

    SourcePhoto source() {
      return source;
    }

    /**
     * @throws PhotoException as {@link PhotoBytes#read}
     */
    Content content() {
      return inRow.map(bytes -> new Content(bytes, 0)).orElseGet(this::awaited);
    }

    private Content awaited() {
      if (ahead.isEmpty()) {
        return read();
      }
      // Does nothing where one of the readers has begun.
      ahead.get().run();
      try {
        return ahead.get().get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof PhotoException cause) {
          throw cause;
        }
        throw new IllegalStateException("a photo could not be read", e.getCause());
      } catch (InterruptedException | CancellationException e) {
        throw new IllegalStateException("the task was ended while a photo was read", e);
      }
    }

    private Content read() {
      long start = System.nanoTime();
      byte[] bytes = files.apply(source);
      return new Content(bytes, System.nanoTime() - start);
    }

    /** From now on the task's own: whoever comes next may be read. */
    private void release() {
      ahead.ifPresent(reading -> HEAP.release(units));
    }
  }

  private final Iterator<Row> rows;
  private final Function<SourcePhoto, byte[]> files;
  private final Queue<Photo> begun = new ArrayDeque<>();

  /**
   * @param rows of {@link PhotoSchema#SOURCE}, with or without content
   * @param files as {@link PhotoBytes#read}
   */
  ReadAhead(Iterator<Row> rows, Function<SourcePhoto, byte[]> files) {
    this.rows = rows;
    this.files = files;
  }

  @Override
  public boolean hasNext() {
    return !begun.isEmpty() || rows.hasNext();
  }

  @Override
  public Photo next() {
    Photo next = begun.isEmpty() ? new Photo(rows.next(), false) : begun.remove();
    next.release();
    // Rows with pictures are read by Spark, and one at a time is enough of them.
    while (next.inRow.isEmpty() && begun.size() < PHOTOS && rows.hasNext()) {
      Photo photo = new Photo(rows.next(), true);
      begun.add(photo);
      photo.ahead.ifPresent(READERS::execute);
    }
    return next;
  }

  @Override
  public void close() {
    for (Photo photo : begun) {
      photo.ahead.ifPresent(reading -> reading.cancel(true));
      photo.release();
    }
    begun.clear();
  }
}
