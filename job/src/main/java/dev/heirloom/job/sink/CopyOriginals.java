package dev.heirloom.job.sink;

import dev.heirloom.restoration.decode.PhotoFormat;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Copies originals byte for byte: rows of (uri, format, sha256) to one line for each that could not
 * be copied. Only bytes with the hash that the table recorded are written.
 */
final class CopyOriginals implements MapPartitionsFunction<Row, String> {
  private static final long serialVersionUID = 1L;

  private final ExportPaths paths;
  private final Broadcast<SerializableConfiguration> hadoop;

  CopyOriginals(ExportPaths paths, Broadcast<SerializableConfiguration> hadoop) {
    this.paths = paths;
    this.hadoop = hadoop;
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
      write(new Path(paths.of(uri, PhotoFormat.valueOf(row.getString(1)))), photo);
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(
          "%s cannot be copied: %s; make it readable, then export again"
              .formatted(uri, String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }

  private byte[] read(Path file) throws IOException {
    try (var in = file.getFileSystem(hadoop.value().value()).open(file)) {
      return in.readAllBytes();
    }
  }

  private void write(Path file, byte[] photo) throws IOException {
    FileSystem store = file.getFileSystem(hadoop.value().value());
    store.setWriteChecksum(false);
    try (var out = store.create(file, true)) {
      out.write(photo);
    }
  }
}
