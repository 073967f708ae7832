package dev.heirloom.job.sink;

import java.sql.Timestamp;
import java.time.Instant;
import org.apache.spark.sql.Row;

/**
 * What the table {@code runs} says of one run.
 *
 * @param outcome DONE, FAILED, or UNFINISHED: it is under way, or was killed
 * @param photos rows it has written; 0 while it is unfinished, whatever it has committed
 */
public record RecordedRun(
    long number,
    String id,
    Instant started,
    String outcome,
    long photos,
    long restored,
    long unchanged,
    long failed,
    boolean revoked) {

  static RecordedRun of(Row row) {
    return new RecordedRun(
        row.getLong(0),
        row.getString(1),
        row.get(2) instanceof Instant time ? time : row.<Timestamp>getAs(2).toInstant(),
        row.isNullAt(3) ? "UNFINISHED" : row.getString(3),
        count(row, 4),
        count(row, 5),
        count(row, 6),
        count(row, 7),
        row.getBoolean(8));
  }

  private static long count(Row row, int column) {
    return row.isNullAt(column) ? 0 : row.getLong(column);
  }

  boolean isNamed(String name) {
    return id.equals(name) || Long.toString(number).equals(name);
  }
}
