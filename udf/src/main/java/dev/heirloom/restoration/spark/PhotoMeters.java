package dev.heirloom.restoration.spark;

import com.codahale.metrics.MetricRegistry;
import dev.heirloom.restoration.Face;
import dev.heirloom.restoration.FaceOutcome;
import dev.heirloom.restoration.PhotoRestorer;
import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.Stage;
import dev.heirloom.restoration.restore.FaceBatcher;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;

/**
 * What this process has done since it began, for Spark's metrics system: counters {@code
 * photos.STATUS}, {@code failures.CODE} and {@code faces.OUTCOME}, a timer {@code stages.stage} for
 * each stage, and gauges: {@code models.seconds}, which all threads together have spent inside
 * models, {@code memory.resident} of the process in bytes, and on a GPU {@code batches.fill}, 0…1,
 * and {@code batches.wait}, seconds that faces have waited for a place. A photo of a task that is
 * tried again counts again.
 */
final class PhotoMeters {
  private static final MetricRegistry METERS = new MetricRegistry();

  static {
    List.of("RESTORED", "UNCHANGED", "FAILED").forEach(status -> METERS.counter(photos(status)));
    for (FailureCode code : FailureCode.values()) {
      METERS.counter(failures(code));
    }
    for (FaceOutcome outcome : FaceOutcome.values()) {
      METERS.counter(faces(outcome));
    }
    for (Stage stage : Stage.values()) {
      METERS.timer(stages(stage));
    }
    METERS.gauge("models.seconds", () -> () -> PhotoRestorer.modelNanos() / 1e9);
    METERS.gauge("batches.fill", () -> FaceBatcher::fill);
    METERS.gauge("batches.wait", () -> FaceBatcher::waitSeconds);
    METERS.gauge("memory.resident", () -> Pointer::physicalBytes);
  }

  private PhotoMeters() {}

  /** All of them, at zero from the start: Spark looks once which there are. */
  static void showIn(MetricRegistry registry) {
    registry.registerAll(METERS);
  }

  static void count(PhotoResult result) {
    METERS.counter(photos(result.status())).inc();
    if (result instanceof PhotoResult.Failed failed) {
      METERS.counter(failures(failed.code())).inc();
    }
    for (Face face : result.faces()) {
      METERS.counter(faces(face.outcome())).inc();
    }
    result
        .timings()
        .nanos()
        .forEach((stage, nanos) -> METERS.timer(stages(stage)).update(nanos, TimeUnit.NANOSECONDS));
  }

  private static String photos(String status) {
    return MetricRegistry.name("photos", status);
  }

  private static String failures(FailureCode code) {
    return MetricRegistry.name("failures", code.name());
  }

  private static String faces(FaceOutcome outcome) {
    return MetricRegistry.name("faces", outcome.name());
  }

  private static String stages(Stage stage) {
    return MetricRegistry.name("stages", stage.label());
  }
}
