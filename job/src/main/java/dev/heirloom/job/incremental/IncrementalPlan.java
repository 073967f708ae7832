package dev.heirloom.job.incremental;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Compares the photos of an input with what the tables know of them. Photos are the same while
 * length and the store's tag are; where the store has no tag, while length and time are.
 */
public final class IncrementalPlan {
  private static final Object[] TRANSIENT =
      Arrays.stream(FailureCode.values())
          .filter(FailureCode::isTransient)
          .map(FailureCode::name)
          .toArray();

  private final String fingerprint;
  private final Reprocess reprocess;

  /**
   * @param fingerprint of this run's recipe
   */
  public IncrementalPlan(String fingerprint, Reprocess reprocess) {
    this.fingerprint = fingerprint;
    this.reprocess = reprocess;
  }

  /**
   * @param listed rows of {@link PhotoSchema#SOURCE}
   * @param known rows of {@link IndexTable#SCHEMA}, one for each URI
   */
  public PendingPhotos of(Dataset<Row> listed, Dataset<Row> known) {
    Dataset<Row> states =
        listed
            .drop("attempts")
            .join(known.select(known.col("uri"), known(known)), "uri", "left")
            .withColumn("state", state())
            .withColumn("attempts", attempts())
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Map<PhotoState, Long> found = new EnumMap<>(PhotoState.class);
      states
          .groupBy("state")
          .count()
          .collectAsList()
          .forEach(row -> found.put(PhotoState.valueOf(row.getString(0)), row.getLong(1)));
      return new PendingPhotos(due(states), found);
    } finally {
      states.unpersist();
    }
  }

  private static Column known(Dataset<Row> known) {
    return org.apache
        .spark
        .sql
        .functions
        .struct(Arrays.stream(known.columns()).map(known::col).toArray(Column[]::new))
        .as("known");
  }

  private List<SourcePhoto> due(Dataset<Row> states) {
    Object[] taken =
        Arrays.stream(PhotoState.values()).filter(reprocess::takes).map(Enum::name).toArray();
    return states.where(col("state").isin(taken)).orderBy("uri").collectAsList().stream()
        .map(PhotoSchema::sourcePhoto)
        .toList();
  }

  private Column state() {
    return when(col("known").isNull(), PhotoState.NEW.name())
        .when(col("known.failure_code").isin(TRANSIENT), PhotoState.FAILED_TRANSIENT.name())
        .when(not(sameBytes()), PhotoState.CHANGED.name())
        .when(col("known.fingerprint").notEqual(fingerprint), PhotoState.STALE.name())
        .when(col("known.status").equalTo("FAILED"), PhotoState.FAILED.name())
        .otherwise(PhotoState.CURRENT.name());
  }

  private static Column sameBytes() {
    Column tagged = col("etag").notEqual("").and(col("known.etag").isNotNull());
    Column modified = coalesce(unix_millis(col("known.modified")), lit(SourcePhoto.UNKNOWN));
    return coalesce(col("known.length"), lit(SourcePhoto.UNKNOWN))
        .equalTo(col("length"))
        .and(
            when(tagged, col("known.etag").equalTo(col("etag")))
                .otherwise(modified.equalTo(col("modified"))));
  }

  /** Failures with other bytes do not count. */
  private static Column attempts() {
    return when(col("known").isNotNull().and(sameBytes()), coalesce(col("known.attempts"), lit(0)))
        .otherwise(lit(0));
  }
}
