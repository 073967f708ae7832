package dev.heirloom.job.sink;

import dev.heirloom.restoration.photo.Point;
import java.util.List;

/**
 * What the tables say of one photo, without its pictures.
 *
 * @param restoredSha256 of the restored file; empty unless the status is RESTORED
 * @param format of the restored file; empty unless the status is RESTORED
 * @param recipe fingerprint
 * @param settings of the recipe, as JSON
 * @param revoked whether the run was revoked
 */
public record RecordedPhoto(
    String uri,
    String sourceSha256,
    String status,
    String restoredSha256,
    String format,
    String recipe,
    String settings,
    long runNumber,
    boolean revoked,
    List<RecordedFace> faces) {

  /**
   * A face of the row.
   *
   * @param landmarks the five, in pixels of the upright picture
   */
  public record RecordedFace(int index, String outcome, List<Point> landmarks) {
    public RecordedFace {
      landmarks = List.copyOf(landmarks);
    }

    public boolean isRestored() {
      return outcome.equals("RESTORED");
    }
  }

  public RecordedPhoto {
    faces = List.copyOf(faces);
  }

  public boolean isRestored() {
    return status.equals("RESTORED");
  }
}
