package dev.heirloom.job.incremental;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.spark.HadoopBroadcast;
import dev.heirloom.restoration.spark.HashPhotos;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * Compares the photos of an input with what the tables know of them. Photos are the same while
 * length and the store's tag are; where the store has no tag, while length and time are. One whose
 * time alone has changed is read for its hash, and so is a new one as long as one that is done,
 * unless their tags tell them apart.
 */
public final class IncrementalPlan {
  private static final int GONE_EXAMPLES = 3;
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
   * @param expected those of {@code known} that should be in {@code listed}
   */
  public PendingPhotos of(Dataset<Row> listed, Dataset<Row> known, Dataset<Row> expected) {
    known.persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> compared = compared(listed, known).persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> done = compared.where(isNew()).isEmpty() ? known.limit(0) : done(known);
    // Kept, or the photos would be read for each use of it.
    Dataset<Row> hashes = hashes(doubtful(compared, done)).persist();
    Dataset<Row> states = states(compared, hashes, done).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return new PendingPhotos(
          due(states), duplicates(states), counts(states), gone(expected, states));
    } finally {
      states.unpersist();
      hashes.unpersist();
      compared.unpersist();
      known.unpersist();
    }
  }

  private Dataset<Row> compared(Dataset<Row> listed, Dataset<Row> known) {
    return listed
        .join(known.select(known.col("uri"), known(known)), "uri", "left")
        .withColumn("same", sameBytes())
        .withColumn("refused", isRefused(col("uri"), refused::hasName));
  }

  private Dataset<Row> states(Dataset<Row> compared, Dataset<Row> hashes, Dataset<Row> done) {
    Dataset<Row> hashed =
        compared
            .join(hashes, "uri", "left")
            .withColumn("same", col("same").or(isHashKnown()))
            .withColumn(
                "refused",
                col("refused")
                    .or(coalesce(isRefused(col("now.sha256"), refused::hasContent), lit(false))));
    return hashed
        .join(originals(hashed, done), "uri", "left")
        .withColumn("state", state())
        .withColumn("attempts", attempts());
  }

  private static Map<PhotoState, Long> counts(Dataset<Row> states) {
    Map<PhotoState, Long> found = new EnumMap<>(PhotoState.class);
    states
        .groupBy("state")
        .count()
        .collectAsList()
        .forEach(row -> found.put(PhotoState.valueOf(row.getString(0)), row.getLong(1)));
    return found;
  }

  private static Column known(Dataset<Row> known) {
    return struct(Arrays.stream(known.columns()).map(known::col).toArray(Column[]::new))
        .as("known");
  }

  private List<SourcePhoto> due(Dataset<Row> states) {
    Object[] taken =
        Arrays.stream(PhotoState.values()).filter(reprocess::takes).map(Enum::name).toArray();
    return stored(states.where(col("state").isin(taken)).orderBy("uri"), PhotoSchema::sourcePhoto);
  }

  private static List<Duplicate> duplicates(Dataset<Row> states) {
    return stored(
        states
            .where(col("state").equalTo(PhotoState.DUPLICATE.name()))
            .orderBy("original.uri", "uri"),
        row -> {
          Row original = row.getAs("original");
          return new Duplicate(
              PhotoSchema.sourcePhoto(row), original.getAs("uri"), original.getAs("run_number"));
        });
  }

  private static <T extends Serializable> List<T> stored(Dataset<Row> rows, Function<Row, T> item) {
    return StoredList.of(
        StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(rows.toLocalIterator(), Spliterator.ORDERED),
                false)
            .map(item)
            .iterator());
  }

  /** Of bytes that are there under another name, none has gone. */
  private static GonePhotos gone(Dataset<Row> expected, Dataset<Row> states) {
    Dataset<Row> notListed = expected.join(states, "uri", "left_anti").persist();
    try {
      if (notListed.isEmpty()) {
        return GonePhotos.NONE;
      }
      Dataset<Row> there =
          states.select(coalesce(col("known.sha256"), col("now.sha256")).as("sha256"));
      Dataset<Row> gone = notListed.join(there, "sha256", "left_anti").select("uri");
      return new GonePhotos(
          gone.count(),
          gone.orderBy("uri").limit(GONE_EXAMPLES).as(Encoders.STRING()).collectAsList());
    } finally {
      notListed.unpersist();
    }
  }

  private Column state() {
    return when(col("refused"), PhotoState.PURGED.name())
        .when(col("original").isNotNull(), PhotoState.DUPLICATE.name())
        .when(col("known").isNull(), PhotoState.NEW.name())
        .when(col("known.failure_code").isin(TRANSIENT), PhotoState.FAILED_TRANSIENT.name())
        .when(not(col("same")), PhotoState.CHANGED.name())
        .when(col("known.fingerprint").notEqual(fingerprint), PhotoState.STALE.name())
        .when(col("known.status").equalTo("FAILED"), PhotoState.FAILED.name())
        .otherwise(PhotoState.CURRENT.name());
  }

  private static Column isNew() {
    return col("known").isNull().and(not(col("refused")));
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

  /** Photos whose result another one with the same bytes may be given. */
  private Dataset<Row> done(Dataset<Row> known) {
    return reprocess == Reprocess.ALL
        ? known.limit(0)
        : known.where(
            col("fingerprint")
                .equalTo(fingerprint)
                .and(col("status").isin("RESTORED", "UNCHANGED"))
                .and(col("sha256").isNotNull()));
  }

  /**
   * Photos whose time alone has changed, new bytes as long as purged ones, and new photos that may
   * have the bytes of others.
   */
  private Dataset<Row> doubtful(Dataset<Row> compared, Dataset<Row> done) {
    Column onlyTheTimeDiffers =
        sameLength().and(not(isTagged())).and(col("known.sha256").isNotNull());
    Dataset<Row> changed =
        compared
            .where(not(col("same")).and(not(col("refused"))))
            .where(
                coalesce(onlyTheTimeDiffers, lit(false))
                    .or(col("length").isin(refused.lengths().toArray())));
    Dataset<Row> others =
        done.select(col("length").as("other_length"), col("etag").as("other_etag"));
    Column tagsTellApart =
        col("etag")
            .notEqual("")
            .and(col("other_etag").isNotNull())
            .and(col("etag").notEqual(col("other_etag")));
    Dataset<Row> alike =
        compared
            .where(isNew())
            .join(
                others,
                col("length").equalTo(col("other_length")).and(not(tagsTellApart)),
                "left_semi");
    return changed.union(alike).dropDuplicates("uri");
  }

  /** Rows of {@code uri} and {@code now.sha256}. */
  private static Dataset<Row> hashes(Dataset<Row> photos) {
    return photos
        .mapPartitions(
            new HashPhotos(HadoopBroadcast.of(photos.sparkSession())),
            Encoders.row(HashPhotos.SCHEMA))
        .select(col("uri"), struct(col("sha256")).as("now"));
  }

  /** Of new photos with the bytes of others: rows of {@code uri} and {@code original}. */
  private static Dataset<Row> originals(Dataset<Row> hashed, Dataset<Row> done) {
    Dataset<Row> others =
        done.select(
            col("sha256").as("other_sha256"), struct(col("uri"), col("run_number")).as("other"));
    return hashed
        .where(isNew())
        .join(others, col("now.sha256").equalTo(col("other_sha256")))
        .groupBy("uri")
        .agg(max_by(col("other"), col("other.run_number")).as("original"));
  }

  /** Failures with other bytes do not count. */
  private static Column attempts() {
    return when(col("known").isNotNull().and(col("same")), coalesce(col("known.attempts"), lit(0)))
        .otherwise(lit(0));
  }
}
