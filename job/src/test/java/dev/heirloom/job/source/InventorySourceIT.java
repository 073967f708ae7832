package dev.heirloom.job.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.job.S3Server;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Inventories in the layout of S3's user guide, of a bucket that can be listed as well. */
@ExtendWith(SparkExtension.class)
class InventorySourceIT {
  private static final List<String> KEYS =
      List.of(
          "scans/a.jpg",
          "scans/1910 K\u00f6ln/b+c.jpg",
          "scans/50%25/d.tif",
          "scans/_trash/t.jpg",
          "restored/restorations/part-0.parquet");
  private static final StructType PARQUET =
      new StructType()
          .add("bucket", DataTypes.StringType)
          .add("key", DataTypes.StringType)
          .add("version_id", DataTypes.StringType)
          .add("is_latest", DataTypes.BooleanType)
          .add("is_delete_marker", DataTypes.BooleanType)
          .add("size", DataTypes.LongType)
          .add("last_modified_date", DataTypes.TimestampType)
          .add("e_tag", DataTypes.StringType);

  @TempDir static java.nio.file.Path folder;
  private static final SparkSession SPARK = SparkExtension.session();
  private static S3Server server;
  private static String bucket;

  /** As the store tells of it. */
  private record Entry(String key, long size, Instant modified, String tag) {}

  private static final List<Entry> ENTRIES = new ArrayList<>();

  @BeforeAll
  static void fillABucket() throws Exception {
    server = S3Server.start(folder, S3Server.Signatures.CHECKED);
    S3Server.settings(server.port()).forEach(SPARK.sparkContext().hadoopConfiguration()::set);
    bucket = server.newBucket();
    for (String key : KEYS) {
      Path path = write(key, key.getBytes(StandardCharsets.UTF_8));
      SourcePhoto listed =
          ListedFile.photo(
              path.getFileSystem(SPARK.sessionState().newHadoopConf()).getFileStatus(path),
              java.util.Map.of());
      ENTRIES.add(
          new Entry(
              key,
              listed.length(),
              Instant.ofEpochMilli(listed.modified()),
              listed.etag().replace("\"", "")));
    }
  }

  @AfterAll
  static void stopServer() throws Exception {
    S3Server.settings(0).keySet().forEach(SPARK.sparkContext().hadoopConfiguration()::unset);
    server.close();
  }

  private static Path write(String key, byte[] bytes) throws Exception {
    Path path = new Path("s3a", bucket, "/" + key);
    try (OutputStream out = path.getFileSystem(SPARK.sessionState().newHadoopConf()).create(path)) {
      out.write(bytes);
    }
    return path;
  }

  private static String manifest(String name, String format, String schema, String list)
      throws Exception {
    String json =
        """
        {"sourceBucket": "%1$s", "destinationBucket": "arn:aws:s3:::%1$s", "version": "2016-11-30",
         "fileFormat": "%2$s", "fileSchema": "%3$s", "files": [{"key": "%4$s", "size": 1}]}
        """
            .formatted(bucket, format, schema, list);
    return write(
            "inventory/%s/manifest.json".formatted(name), json.getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  private static List<SourcePhoto> list(String input, InputFormat format) {
    return new PhotoSources(SPARK)
            .open(new InputSettings(List.of(input), format, List.of(), ""))
            .list()
            .collectAsList()
            .stream()
            .map(PhotoSchema::sourcePhoto)
            .sorted(Comparator.comparing(SourcePhoto::uri))
            .toList();
  }

  private static List<SourcePhoto> listing() {
    List<SourcePhoto> listed = list("s3a://%s/scans".formatted(bucket), InputFormat.FILES);
    assertThat(listed).hasSize(3).allSatisfy(photo -> assertThat(photo.etag()).isNotEmpty());
    return listed;
  }

  @Test
  void aListInCsvNamesThePhotosThatTheBucketLists() throws Exception {
    StringBuilder csv = new StringBuilder();
    for (Entry entry : ENTRIES) {
      csv.append(
          "\"%s\",\"%s\",\"%d\",\"%s\",\"%s\"%n"
              .formatted(
                  bucket,
                  URLEncoder.encode(entry.key(), StandardCharsets.UTF_8).replace("%2F", "/"),
                  entry.size(),
                  entry.modified(),
                  entry.tag()));
    }
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(csv.toString().getBytes(StandardCharsets.UTF_8));
    }
    write("inventory/data/list.csv.gz", bytes.toByteArray());
    String manifest =
        manifest(
            "csv",
            "CSV",
            "Bucket, Key, Size, LastModifiedDate, ETag",
            "inventory/data/list.csv.gz");

    assertThat(list(manifest + "#prefix=scans/", InputFormat.AUTO)).isEqualTo(listing());
  }

  @Test
  void aListInParquetNamesThePhotosThatTheBucketListsWithoutEarlierVersions() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (Entry entry : ENTRIES) {
      java.sql.Timestamp time = java.sql.Timestamp.from(entry.modified());
      rows.add(
          RowFactory.create(
              bucket, entry.key(), "2", true, false, entry.size(), time, entry.tag()));
      rows.add(RowFactory.create(bucket, entry.key(), "1", false, false, 1L, time, "old"));
    }
    rows.add(
        RowFactory.create(
            bucket, "scans/deleted.jpg", "3", true, true, null, new java.sql.Timestamp(0), null));
    SPARK
        .createDataFrame(rows, PARQUET)
        .coalesce(1)
        .write()
        .parquet("s3a://%s/inventory/parquet-data".formatted(bucket));
    String manifest =
        manifest("parquet", "Parquet", "message s3.inventory {}", "inventory/parquet-data");

    assertThat(list(manifest + "#prefix=scans/", InputFormat.AUTO)).isEqualTo(listing());
  }

  @Test
  void whatAnInventoryLacksIsNamed() throws Exception {
    write("inventory/data/short.csv", "b,k\n".getBytes(StandardCharsets.UTF_8));
    String manifest = manifest("short", "CSV", "Bucket, Key", "inventory/data/short.csv");
    assertThatThrownBy(() -> list(manifest, InputFormat.AUTO))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no size; add it to the inventory's fields");

    String orc = manifest("orc", "ORC", "struct<>", "inventory/data/x.orc");
    assertThatThrownBy(() -> list(orc, InputFormat.INVENTORY))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is no manifest of an inventory in CSV or Parquet");
  }
}
