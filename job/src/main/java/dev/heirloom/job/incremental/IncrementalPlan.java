package dev.heirloom.job.incremental;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.spark.HashPhotos;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Compares the photos of an input with what the tables know of them. Photos are the same while
 * length and the store's tag are; where the store has no tag, while length and time are. One whose
 * time alone has changed is read for its hash.
 */
public final class IncrementalPlan {
  private static final Object[] TRANSIENT =
      Arrays.stream(FailureCode.values())
          .filter(FailureCode::isTransient)
          .map(FailureCode::name)
          .toArray();

  private final String fingerprint;
  private final Reprocess reprocess;
  private final RefusedPhotos refused;

  /**
   * @param fingerprint of this run's recipe
   * @param refused photos that were purged
   */
  public IncrementalPlan(String fingerprint, Reprocess reprocess, RefusedPhotos refused) {
    this.fingerprint = fingerprint;
    this.reprocess = reprocess;
    this.refused = refused;
  }

  /**
   * @param listed rows of {@link PhotoSchema#SOURCE}
   * @param known rows of {@link IndexTable#SCHEMA}, one for each URI
   */
  public PendingPhotos of(Dataset<Row> listed, Dataset<Row> known) {
    Dataset<Row> compared =
        listed
            .join(known.select(known.col("uri"), known(known)), "uri", "left")
            .withColumn("same", sameBytes())
            .withColumn("refused", isRefused(col("uri"), refused::hasName))
            .persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> states =
        compared
            .join(hashesOfDoubtful(compared), "uri", "left")
            .withColumn("same", col("same").or(isHashKnown()))
            .withColumn(
                "refused",
                col("refused")
                    .or(coalesce(isRefused(col("now.sha256"), refused::hasContent), lit(false))))
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
      compared.unpersist();
    }
  }

  private static Column known(Dataset<Row> known) {
    return struct(Arrays.stream(known.columns()).map(known::col).toArray(Column[]::new))
        .as("known");
  }

  private List<SourcePhoto> due(Dataset<Row> states) {
    Object[] taken =
        Arrays.stream(PhotoState.values()).filter(reprocess::takes).map(Enum::name).toArray();
    Iterator<Row> rows = states.where(col("state").isin(taken)).orderBy("uri").toLocalIterator();
    return StoredPhotos.of(
        StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
            .map(PhotoSchema::sourcePhoto)
            .iterator());
  }

  private Column state() {
    return when(col("refused"), PhotoState.PURGED.name())
        .when(col("known").isNull(), PhotoState.NEW.name())
        .when(col("known.failure_code").isin(TRANSIENT), PhotoState.FAILED_TRANSIENT.name())
        .when(not(col("same")), PhotoState.CHANGED.name())
        .when(col("known.fingerprint").notEqual(fingerprint), PhotoState.STALE.name())
        .when(col("known.status").equalTo("FAILED"), PhotoState.FAILED.name())
        .otherwise(PhotoState.CURRENT.name());
  }

  /** As far as the store tells; false for photos that are not known. */
  private static Column sameBytes() {
    Column modified = coalesce(unix_millis(col("known.modified")), lit(SourcePhoto.UNKNOWN));
    return sameLength()
        .and(
            when(isTagged(), col("known.etag").equalTo(col("etag")))
                .otherwise(modified.equalTo(col("modified"))));
  }

  private static Column sameLength() {
    return col("known")
        .isNotNull()
        .and(coalesce(col("known.length"), lit(SourcePhoto.UNKNOWN)).equalTo(col("length")));
  }

  private static Column isTagged() {
    return col("etag").notEqual("").and(col("known.etag").isNotNull());
  }

  private static Column isHashKnown() {
    return coalesce(col("now.sha256").equalTo(col("known.sha256")), lit(false));
  }

  /** By a function, so that the key of the hashes is in no plan. */
  private Column isRefused(Column text, UDF1<String, Boolean> test) {
    return refused.isEmpty()
        ? lit(false)
        : when(text.isNotNull(), udf(test, DataTypes.BooleanType).apply(text));
  }

  /**
   * Of photos whose time alone has changed, and of new bytes as long as purged ones. Rows of {@code
   * uri} and {@code now.sha256}.
   */
  private Dataset<Row> hashesOfDoubtful(Dataset<Row> compared) {
    SparkSession spark = compared.sparkSession();
    Broadcast<SerializableConfiguration> hadoop =
        new JavaSparkContext(spark.sparkContext())
            .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    Column onlyTheTimeDiffers =
        sameLength().and(not(isTagged())).and(col("known.sha256").isNotNull());
    Dataset<Row> hashes =
        compared
            .where(not(col("same")).and(not(col("refused"))))
            .where(
                coalesce(onlyTheTimeDiffers, lit(false))
                    .or(col("length").isin(refused.lengths().toArray())))
            .mapPartitions(new HashPhotos(hadoop), Encoders.row(HashPhotos.SCHEMA));
    return hashes.select(col("uri"), struct(col("sha256")).as("now"));
  }

  /** Failures with other bytes do not count. */
  private static Column attempts() {
    return when(col("known").isNotNull().and(col("same")), coalesce(col("known.attempts"), lit(0)))
        .otherwise(lit(0));
  }
}
