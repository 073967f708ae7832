package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Photos in, rows of {@code restorations} out, one photo at a time: rows of {@link
 * PhotoSchema#SOURCE}, read here if they come without content.
 *
 * <p>A photo that cannot be read or restored is a row. An exception means that this machine is
 * broken, fails the task, and lets Spark do it elsewhere.
 */
public final class RestorePartition implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final RestorationRun run;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final PhotoCounters counters;
  private final Precautions precautions;

  public RestorePartition(
      RestorationRun run,
      Broadcast<SerializableConfiguration> hadoop,
      PhotoCounters counters,
      Precautions precautions) {
    this.run = run;
    this.hadoop = hadoop;
    this.counters = counters;
    this.precautions = precautions;
  }

  /** The same, with a sign for each photo from the first try on. */
  public RestorePartition whenWary() {
    return new RestorePartition(run, hadoop, counters, precautions.whenWary());
  }

  public boolean isWary() {
    return precautions.wary();
  }

  @Override
  public Iterator<Row> call(Iterator<Row> photos) {
    Configuration configuration = hadoop.value().value();
    ExecutorRestorer restorer =
        ExecutorRestorer.of(run.factory(), run.models(), new HadoopModelFetcher(configuration));
    ReadAhead ahead = new ReadAhead(photos, new PhotoBytes(configuration)::read);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> ahead.close());
    Task task =
        new Task(
            restorer,
            Provenance.of(restorer, run.models()),
            PhotoGuard.ofTask(precautions, configuration));
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return ahead.hasNext();
      }

      @Override
      public Row next() {
        return restore(ahead.next(), task);
      }
    };
  }

  private record Task(ExecutorRestorer restorer, Provenance provenance, PhotoGuard guard) {}

  /** What is known of a photo's bytes when it is done, however that ended. */
  private static final class Reading {
    private String sha256 = "";
    private long nanos;
  }

  private Row restore(ReadAhead.Photo photo, Task task) {
    Reading reading = new Reading();
    PhotoResult result =
        task.guard().guarded(photo.source(), () -> restore(photo, reading, task.restorer()));
    Optional<ImageStore.Stored> stored = stored(result);
    counters.count(result);
    return PhotoSchema.row(
        new Restoration(
            photo.source(),
            reading.sha256,
            reading.nanos,
            result,
            stored,
            task.provenance(),
            run,
            Instant.now()));
  }

  private Optional<ImageStore.Stored> stored(PhotoResult result) {
    try {
      return result instanceof PhotoResult.Restored restored
          ? Optional.of(run.images().put(restored.image(), hadoop.value().value()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + run.images().folder(), e);
    }
  }

  private PhotoResult restore(ReadAhead.Photo photo, Reading reading, ExecutorRestorer restorer) {
    try {
      ReadAhead.Content content = photo.content();
      reading.nanos = content.nanos();
      reading.sha256 = Sha256.of(content.bytes());
      return restorer.restore(content.bytes(), run.settings());
    } catch (PhotoException e) {
      return new PhotoResult.Failed(e.code(), String.valueOf(e.getMessage()));
    }
  }
}
