package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.StageTimings;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Sha256;
import java.time.Instant;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

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

  public RestorePartition(
      RestorationRun run, Broadcast<SerializableConfiguration> hadoop, PhotoCounters counters) {
    this.run = run;
    this.hadoop = hadoop;
    this.counters = counters;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> photos) {
    Configuration configuration = hadoop.value().value();
    ExecutorRestorer restorer =
        ExecutorRestorer.of(run.factory(), run.models(), new HadoopModelFetcher(configuration));
    Task task =
        new Task(restorer, new PhotoBytes(configuration), Provenance.of(restorer, run.models()));
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return photos.hasNext();
      }

      @Override
      public Row next() {
        return restore(photos.next(), task);
      }
    };
  }

  private record Task(ExecutorRestorer restorer, PhotoBytes files, Provenance provenance) {}

  private Row restore(Row row, Task task) {
    SourcePhoto photo = PhotoSchema.sourcePhoto(row);
    long start = System.nanoTime();
    String sha256 = "";
    long readNanos = 0;
    PhotoResult result;
    try {
      byte[] bytes = PhotoSchema.content(row).orElseGet(() -> task.files().read(photo));
      readNanos = System.nanoTime() - start;
      sha256 = Sha256.of(bytes);
      result = task.restorer().restore(bytes, run.settings());
    } catch (PhotoException e) {
      result = failed(e);
    }
    counters.count(result);
    return PhotoSchema.row(
        new Restoration(photo, sha256, readNanos, result, task.provenance(), run, Instant.now()));
  }

  private static PhotoResult failed(PhotoException e) {
    return new PhotoResult.Failed(
        e.code(), e.code().stage(), String.valueOf(e.getMessage()), StageTimings.NONE);
  }
}
