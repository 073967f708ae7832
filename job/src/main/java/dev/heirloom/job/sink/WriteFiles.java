package dev.heirloom.job.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * Writes restored photos as files: rows of (uri, format, {@link ImageFile#COLUMNS}) to one line for
 * each that has no file. Doing it twice gives the same files.
 */
final class WriteFiles implements MapPartitionsFunction<Row, String> {
  private static final long serialVersionUID = 1L;

  private final ExportTarget target;

  WriteFiles(ExportTarget target) {
    this.target = target;
  }

  @Override
  public Iterator<String> call(Iterator<Row> rows) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false)
        .flatMap(row -> write(row).stream())
        .iterator();
  }

  private Optional<String> write(Row row) {
    String uri = row.getString(0);
    byte[] image;
    try {
      image = ImageFile.bytes(row, 2, target.hadoop().value().value());
    } catch (IOException e) {
      return Optional.of(
          "the restored image of %s cannot be read: %s; restore it anew with --reprocess all"
              .formatted(uri, String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
    try {
      return target.write(uri, row.getString(1), image);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the restored image of " + uri, e);
    }
  }
}
