package dev.heirloom.restoration.spark;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createMapType;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import dev.heirloom.restoration.photo.Stage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.encoders.RowEncoder;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Photos as rows: what tasks are given, and what they give back. */
public final class PhotoSchema {
  private static final DataType ATTRIBUTES = createMapType(StringType, StringType);

  /** A {@link SourcePhoto}, and its bytes where the source has them. */
  public static final StructType SOURCE =
      new StructType()
          .add("uri", StringType, false)
          .add("location", StringType, false)
          .add("attributes", ATTRIBUTES, false)
          .add("length", LongType, false)
          .add("modified", LongType, false)
          .add("etag", StringType, false)
          .add("attempts", IntegerType, false)
          .add("content", BinaryType);

  private static final StructType MEASURES =
      new StructType()
          .add("sharpness", DoubleType)
          .add("noise", DoubleType)
          .add("exposure", DoubleType)
          .add("contrast", DoubleType);
  private static final StructType POINT =
      new StructType().add("x", DoubleType).add("y", DoubleType);
  private static final StructType FACE =
      new StructType()
          .add("index", IntegerType)
          .add(
              "box",
              new StructType()
                  .add("x", DoubleType)
                  .add("y", DoubleType)
                  .add("width", DoubleType)
                  .add("height", DoubleType))
          .add("landmarks", createArrayType(POINT))
          .add("landmarks68", createArrayType(POINT))
          .add("score", DoubleType)
          .add("outcome", StringType)
          .add("strength", DoubleType)
          .add("identity", new StructType().add("distance", DoubleType).add("allowed", DoubleType))
          .add("before", MEASURES)
          .add("after", MEASURES);
  private static final StructType PHOTO_MEASURES = new StructType().add("brisque", DoubleType);

  /** What is timed, by name, in the order of its place in a row. */
  public static final List<String> STAGES =
      Stream.concat(Stream.of("read"), Arrays.stream(Stage.values()).map(Stage::label)).toList();

  /** A row of the table {@code restorations}. */
  public static final StructType RESTORATIONS =
      new StructType()
          .add(
              "source",
              new StructType()
                  .add("uri", StringType)
                  .add("attributes", ATTRIBUTES)
                  .add("length", LongType)
                  .add("modified", TimestampType)
                  .add("etag", StringType)
                  .add("sha256", StringType)
                  .add("format", StringType)
                  .add("width", IntegerType)
                  .add("height", IntegerType)
                  .add("bit_depth", IntegerType)
                  .add("channels", IntegerType)
                  .add("orientation", IntegerType)
                  .add("dpi", DoubleType))
          .add("status", StringType)
          .add(
              "failure",
              new StructType()
                  .add("code", StringType)
                  .add("stage", StringType)
                  .add("message", StringType)
                  .add("attempts", IntegerType))
          .add(
              "restored",
              new StructType()
                  .add("content", BinaryType)
                  .add("uri", StringType)
                  .add("same_as", StringType)
                  .add("format", StringType)
                  .add("width", IntegerType)
                  .add("height", IntegerType)
                  .add("length", LongType)
                  .add("sha256", StringType)
                  .add("psnr_outside", DoubleType)
                  .add("metadata_lost", createArrayType(StringType)))
          .add("preview", BinaryType)
          .add("faces", createArrayType(FACE))
          .add(
              "quality",
              new StructType().add("before", PHOTO_MEASURES).add("after", PHOTO_MEASURES))
          .add(
              "recipe",
              new StructType()
                  .add("fingerprint", StringType)
                  .add("model", StringType)
                  .add("model_sha256", StringType)
                  .add("detector", StringType)
                  .add("detector_sha256", StringType)
                  .add("settings", StringType))
          .add(
              "provenance",
              new StructType()
                  .add("software", StringType)
                  .add("versions", createMapType(StringType, StringType))
                  .add("execution_provider", StringType)
                  .add("device", StringType)
                  .add("precision", StringType)
                  .add("digital_source_type", StringType)
                  .add("host", StringType)
                  .add(
                      "models",
                      createArrayType(
                          new StructType()
                              .add("role", StringType)
                              .add("name", StringType)
                              .add("sha256", StringType))))
          .add("timings", timings())
          .add("run_id", StringType)
          .add("run_number", LongType)
          .add("restored_at", TimestampType)
          .add("restored_date", DateType);

  /** Columns of {@link #RESTORATIONS} that hold whole files. */
  public static final List<String> BLOBS = List.of("restored.content", "preview");

  private PhotoSchema() {}

  /**
   * For rows of {@link #RESTORATIONS} made of {@code java.time}, whatever the session's setting.
   */
  public static Encoder<Row> encoder() {
    return RowEncoder.encoderFor(RESTORATIONS, true);
  }

  /** The photo as a row of {@link #SOURCE}, without content. */
  public static Row sourceRow(SourcePhoto photo) {
    return RowFactory.create(
        photo.uri(),
        photo.location(),
        asScala(photo.attributes()),
        photo.length(),
        photo.modified(),
        photo.etag(),
        photo.attempts(),
        null);
  }

  /** The photo of a row of {@link #SOURCE}; further columns are not looked at. */
  public static SourcePhoto sourcePhoto(Row row) {
    return new SourcePhoto(
        row.getAs("uri"),
        row.getAs("location"),
        row.getJavaMap(row.fieldIndex("attributes")),
        row.getAs("length"),
        row.getAs("modified"),
        row.getAs("etag"),
        row.getAs("attempts"));
  }

  static Optional<byte[]> content(Row row) {
    return Optional.ofNullable(row.getAs("content"));
  }

  static Row row(Restoration restoration) {
    return RestorationRow.of(restoration);
  }

  private static StructType timings() {
    StructType timings = new StructType();
    for (String stage : STAGES) {
      timings = timings.add(stage, DoubleType);
    }
    return timings;
  }
}
