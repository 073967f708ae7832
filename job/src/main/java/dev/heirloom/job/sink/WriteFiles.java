package dev.heirloom.job.sink;

import dev.heirloom.restoration.decode.PhotoFormat;
import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/** Writes rows of (uri, format, content) as files. Doing it twice gives the same files. */
final class WriteFiles implements ForeachPartitionFunction<Row> {
  private static final long serialVersionUID = 1L;

  private final ExportPaths paths;
  private final Broadcast<SerializableConfiguration> hadoop;

  WriteFiles(ExportPaths paths, Broadcast<SerializableConfiguration> hadoop) {
    this.paths = paths;
    this.hadoop = hadoop;
  }

  @Override
  public void call(Iterator<Row> rows) throws IOException {
    while (rows.hasNext()) {
      Row row = rows.next();
      Path file = new Path(paths.of(row.getString(0), PhotoFormat.valueOf(row.getString(1))));
      FileSystem store = file.getFileSystem(hadoop.value().value());
      // Hadoop would put a hidden file with its checksum beside each photo on a local disk.
      store.setWriteChecksum(false);
      try (var out = store.create(file, true)) {
        out.write(row.<byte[]>getAs(2));
      }
    }
  }
}
