package dev.heirloom.job.sink;

import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * Copies originals byte for byte: rows of (uri, format, sha256) to one line for each that could not
 * be copied. Only bytes with the hash that the table recorded are written.
 */
final class CopyOriginals implements MapPartitionsFunction<Row, String> {
  private static final long serialVersionUID = 1L;

  private final ExportTarget target;

  CopyOriginals(ExportTarget target) {
    this.target = target;
  }

  @Override
  public Iterator<String> call(Iterator<Row> rows) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false)
        .flatMap(row -> copy(row).stream())
        .iterator();
  }

  private Optional<String> copy(Row row) {
    String uri = row.getString(0);
    try {
      byte[] photo = read(new Path(uri));
      if (!DigestUtils.sha256Hex(photo).equals(row.getString(2))) {
        return Optional.of(uri + " has changed since; run restore again, then export");
      }
      return target.write(uri, row.getString(1), photo);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(
          "%s cannot be copied: %s; make it readable, then export again"
              .formatted(uri, String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }

  private byte[] read(Path file) throws IOException {
    try (var in = target.store(file).open(file)) {
      return in.readAllBytes();
    }
  }
}
