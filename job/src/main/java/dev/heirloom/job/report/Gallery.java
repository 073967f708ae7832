package dev.heirloom.job.report;

import static java.util.Comparator.comparingInt;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import com.samskivert.mustache.Mustache;
import dev.heirloom.job.sink.ResultTables;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * One self-contained HTML page about the current rows of a table: totals, the latest run, and the
 * first photos with their pictures, restored ones first. Loads nothing from anywhere; all text is
 * escaped.
 */
public final class Gallery {
  private static final String TEMPLATE = "gallery.html";

  /** What people came to see comes first: restored, then failed, then unchanged. */
  private static final Column IMPORTANCE =
      when(col("status").equalTo("RESTORED"), 0)
          .when(col("status").equalTo("FAILED"), 1)
          .otherwise(2);

  private final ResultTables tables;

  public Gallery(ResultTables tables) {
    this.tables = tables;
  }

  /**
   * Writes the page; a file that is there is replaced.
   *
   * @param limit photos shown with pictures, at least 1
   * @throws dev.heirloom.job.sink.TableException if there is no table
   * @throws UncheckedIOException if the page cannot be written
   */
  public void write(Path html, int limit) {
    Dataset<Row> current = tables.current();
    Map<String, Object> page =
        Map.of(
            "place", tables.output().toString(),
            "totals", Totals.of(current),
            "run", LatestRun.of(tables.runs().rows()),
            "photos", photos(current, limit));
    try (Reader template = template();
        Writer out = Files.newBufferedWriter(html)) {
      Mustache.compiler().emptyStringIsFalse(true).compile(template).execute(page, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Chooses by narrow columns first, so that only the pictures shown are read. */
  private static List<PhotoCard> photos(Dataset<Row> current, int limit) {
    List<String> uris =
        current
            .select(col("source.uri").as("uri"), IMPORTANCE.as("importance"))
            .orderBy("importance", "uri")
            .limit(limit)
            .select("uri")
            .as(Encoders.STRING())
            .collectAsList();
    return current
        .where(col("source.uri").isInCollection(uris))
        .select("source", "status", "failure", "preview", "faces", "quality")
        .collectAsList()
        .stream()
        .map(PhotoCard::of)
        .sorted(comparingInt(card -> uris.indexOf(card.uri())))
        .toList();
  }

  private static Reader template() {
    InputStream in = Gallery.class.getResourceAsStream(TEMPLATE);
    if (in == null) {
      throw new IllegalStateException("the jar lacks " + TEMPLATE);
    }
    return new InputStreamReader(in, StandardCharsets.UTF_8);
  }
}
