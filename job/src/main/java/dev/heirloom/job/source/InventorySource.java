package dev.heirloom.job.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_timestamp;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.url_decode;

import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Buckets as S3's inventory lists them: no key is asked for. An inventory is a day old or more; a
 * photo that has changed since becomes a row that is tried again. Needs its fields size, last
 * modified date and ETag. The layout is that of the S3 user guide, "Inventory list".
 */
final class InventorySource implements PhotoSource {
  private final SparkSession spark;
  private final List<Inventory> inventories;

  InventorySource(SparkSession spark, List<Inventory> inventories) {
    this.spark = spark;
    this.inventories = inventories;
  }

  @Override
  public Dataset<Row> list() {
    return inventories.stream()
        .map(this::photos)
        .reduce(Dataset::unionByName)
        .orElseThrow()
        .dropDuplicates("uri");
  }

  private Dataset<Row> photos(Inventory inventory) {
    boolean csv = inventory.format().equals("CSV");
    Dataset<Row> listed = csv ? readCsv(inventory) : readParquet(inventory);
    List<String> columns = Arrays.asList(listed.columns());
    for (String needed : List.of("bucket", "key", "size", "last_modified_date", "e_tag")) {
      if (!columns.contains(needed)) {
        throw new InputException(
            "the inventory has no %s; add it to the inventory's fields, it has %s"
                .formatted(needed, String.join(", ", columns)));
      }
    }
    Column key = csv ? url_decode(col("key")) : col("key");
    return listed
        .where(columns.contains("is_latest") ? expr("cast(is_latest as boolean)") : lit(true))
        .where(
            columns.contains("is_delete_marker")
                ? expr("not cast(is_delete_marker as boolean)")
                : lit(true))
        .select(
            col("bucket"),
            key.as("key"),
            col("size").cast(DataTypes.LongType),
            unix_millis(to_timestamp(col("last_modified_date"))).as("modified"),
            col("e_tag"))
        .where(col("key").startsWith(inventory.prefix()))
        .where("not key rlike '(^|/)[._]' and not endswith(key, '/')")
        .map((MapFunction<Row, Row>) InventorySource::photo, Encoders.row(PhotoSchema.SOURCE));
  }

  private Dataset<Row> readCsv(Inventory inventory) {
    StructType text = new StructType();
    for (String column : inventory.columns()) {
      text = text.add(column, DataTypes.StringType);
    }
    return spark.read().schema(text).csv(inventory.files().toArray(String[]::new));
  }

  private Dataset<Row> readParquet(Inventory inventory) {
    return spark.read().parquet(inventory.files().toArray(String[]::new));
  }

  /** The listing of a bucket has the tag in quotes, the inventory without. */
  private static Row photo(Row entry) {
    Path path = new Path("s3a", entry.getString(0), "/" + entry.getString(1));
    return PhotoSchema.sourceRow(
        new SourcePhoto(
            CanonicalUri.of(path),
            path.toString(),
            Map.of(),
            entry.getLong(2),
            entry.getLong(3),
            "\"%s\"".formatted(entry.getString(4)),
            0));
  }

  @Override
  public Dataset<Row> load(List<SourcePhoto> chunk) {
    return BytePartitions.load(spark, chunk);
  }
}
