package dev.heirloom.job.sink;

import dev.heirloom.restoration.decode.PhotoFormat;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Where exported photos go. Doing it twice gives the same files. */
record ExportTarget(ExportPaths paths, Broadcast<SerializableConfiguration> hadoop)
    implements Serializable {

  FileSystem store(Path file) throws IOException {
    return file.getFileSystem(hadoop.value().value());
  }

  /**
   * @param uri of the original
   * @param format name of the format of {@code photo}
   */
  void write(String uri, String format, byte[] photo) throws IOException {
    Path file = new Path(paths.of(uri, PhotoFormat.valueOf(format)));
    FileSystem store = store(file);
    // Hadoop would put a hidden file with its checksum beside each photo on a local disk.
    store.setWriteChecksum(false);
    try (var out = store.create(file, true)) {
      out.write(photo);
    }
  }
}
