package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.col;

import dev.heirloom.restoration.photo.Point;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds rows by the hashes of files. The search reads narrow columns only; a picture is read by
 * itself, from the one file of the table that has it.
 */
public final class RecordedPhotos {
  private final ResultTables tables;

  /**
   * @throws TableException if there are no tables
   */
  public RecordedPhotos(ResultTables tables) {
    tables.requireRestorations();
    this.tables = tables;
  }

  /** All rows, of any run, whose restored file or whose original has one of the hashes. */
  public List<RecordedPhoto> find(Collection<String> sha256) {
    Set<Long> revoked =
        tables.runs().revoked().collectAsList().stream()
            .map(row -> row.getLong(0))
            .collect(Collectors.toSet());
    return narrow(sha256).collectAsList().stream().map(row -> photo(row, revoked)).toList();
  }

  Dataset<Row> narrow(Collection<String> sha256) {
    Object[] hashes = sha256.toArray();
    return tables
        .restorations()
        .rows()
        .where(col("restored.sha256").isin(hashes).or(col("source.sha256").isin(hashes)))
        .select(
            col("source.uri"),
            col("source.sha256"),
            col("status"),
            col("restored.sha256"),
            col("restored.format"),
            col("recipe.fingerprint"),
            col("recipe.settings"),
            col("run_number"),
            col("faces.index"),
            col("faces.outcome"),
            col("faces.landmarks"));
  }

  private static RecordedPhoto photo(Row row, Set<Long> revoked) {
    List<Integer> indices = row.getList(8);
    List<String> outcomes = row.getList(9);
    List<scala.collection.Seq<Row>> landmarks = row.getList(10);
    List<RecordedPhoto.RecordedFace> faces =
        IntStream.range(0, indices.size())
            .mapToObj(
                i ->
                    new RecordedPhoto.RecordedFace(
                        indices.get(i), outcomes.get(i), points(landmarks.get(i))))
            .toList();
    return new RecordedPhoto(
        row.getString(0),
        text(row, 1),
        row.getString(2),
        text(row, 3),
        text(row, 4),
        row.getString(5),
        row.getString(6),
        row.getLong(7),
        revoked.contains(row.getLong(7)),
        faces);
  }

  private static String text(Row row, int column) {
    return Objects.requireNonNullElse(row.getString(column), "");
  }

  private static List<Point> points(scala.collection.Seq<Row> points) {
    return scala.jdk.javaapi.CollectionConverters.asJava(points).stream()
        .map(point -> new Point(point.getDouble(0), point.getDouble(1)))
        .toList();
  }

  /**
   * The restored file of the row.
   *
   * @param photo restored, as {@link #find} gave it
   * @throws TableException if the row names a file that is gone or another one
   */
  public byte[] content(RecordedPhoto photo) {
    Row row = row(photo);
    try {
      return ImageFile.bytes(row, 0, tables.spark().sessionState().newHadoopConf());
    } catch (IOException e) {
      throw new TableException(
          "the restored image of %s cannot be read: %s; restore it anew with --reprocess all"
              .formatted(photo.uri(), e.getMessage()),
          e);
    }
  }

  private Row row(RecordedPhoto photo) {
    return tables
        .restorations()
        .rows()
        .where(
            col("source.uri")
                .equalTo(photo.uri())
                .and(col("run_number").equalTo(photo.runNumber())))
        .selectExpr(ImageFile.COLUMNS)
        .first();
  }
}
