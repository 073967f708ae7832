package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.FaceOutcome;
import dev.heirloom.restoration.PhotoResult;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counts for the progress display. A task that is tried again may count twice elsewhere than in the
 * last stage of a job; the tables have the true counts.
 */
public record PhotoCounters(LongAccumulator photos, LongAccumulator failed, LongAccumulator faces)
    implements Serializable {

  public static PhotoCounters in(SparkContext context) {
    return new PhotoCounters(
        context.longAccumulator("photos"),
        context.longAccumulator("failed photos"),
        context.longAccumulator("restored faces"));
  }

  void count(PhotoResult result) {
    PhotoMeters.count(result);
    photos.add(1);
    if (result instanceof PhotoResult.Failed) {
      failed.add(1);
    } else if (result instanceof PhotoResult.Restored restored) {
      faces.add(restored.faces().stream().filter(f -> f.outcome() == FaceOutcome.RESTORED).count());
    }
  }
}
