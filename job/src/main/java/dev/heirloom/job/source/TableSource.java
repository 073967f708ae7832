package dev.heirloom.job.source;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_millis;

import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * A Parquet or Delta table that holds the photos themselves.
 *
 * <p>Length and time are taken from columns {@code length} and {@code modificationTime}, as Spark's
 * own image tables have them. Without these the bytes are read and hashed to see what is new.
 */
final class TableSource implements PhotoSource {
  private static final UserDefinedFunction CANONICAL =
      udf((String uri) -> CanonicalUri.parse(uri), DataTypes.StringType);

  private final SparkSession spark;
  private final PhotoTable table;

  TableSource(SparkSession spark, PhotoTable table) {
    this.spark = spark;
    this.table = table;
  }

  @Override
  public Dataset<Row> list() {
    Dataset<Row> listed = photos(lit(null).cast(DataTypes.BinaryType));
    listed
        .groupBy("uri")
        .count()
        .where("count > 1")
        .limit(1)
        .collectAsList()
        .forEach(
            row -> {
              throw new InputException(
                  "the input has %d rows for %s; give each photo a URI of its own"
                      .formatted(row.getLong(1), row.getString(0)));
            });
    return listed;
  }

  private Dataset<Row> photos(Column content) {
    boolean stated = table.has("length") && table.has("modificationTime");
    Column bytes = coalesce(col("content"), lit(new byte[0]));
    return table
        .rows()
        .where(table.uri().isNotNull())
        .select(
            CANONICAL.apply(table.uri()).as("uri"),
            col("_metadata.file_path").as("location"),
            table.attributes().as("attributes"),
            (stated ? col("length") : length(bytes)).cast("bigint").as("length"),
            (stated ? unix_millis(col("modificationTime")) : lit(SourcePhoto.UNKNOWN))
                .as("modified"),
            (stated ? lit("") : sha2(bytes, 256)).as("etag"),
            lit(0).as("attempts"),
            content.as("content"));
  }

  /** Whole files of the table, so that each is read by one chunk only. */
  @Override
  public List<List<SourcePhoto>> chunks(List<SourcePhoto> photos, int size) {
    Map<String, List<SourcePhoto>> byFile =
        photos.stream()
            .collect(
                Collectors.groupingBy(SourcePhoto::location, TreeMap::new, Collectors.toList()));
    List<List<SourcePhoto>> chunks = new ArrayList<>();
    List<SourcePhoto> chunk = new ArrayList<>();
    for (List<SourcePhoto> file : byFile.values()) {
      if (!chunk.isEmpty() && chunk.size() + file.size() > size) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
      }
      chunk.addAll(file);
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }

  @Override
  public Dataset<Row> load(List<SourcePhoto> chunk) {
    Object[] files = chunk.stream().map(SourcePhoto::location).distinct().toArray();
    Dataset<Row> wanted =
        spark
            .createDataFrame(
                chunk.stream().map(PhotoSchema::sourceRow).toList(), PhotoSchema.SOURCE)
            .select("uri", "attempts");
    Dataset<Row> bytes = photos(col("content")).where(col("location").isin(files)).drop("attempts");
    return bytes
        .join(broadcast(wanted), "uri")
        .select(
            Arrays.stream(PhotoSchema.SOURCE.fieldNames()).map(n -> col(n)).toArray(Column[]::new));
  }
}
