package dev.heirloom.job.sink;

import java.io.IOException;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/** The restored image of a row: in the row, or in the file that the row names. */
final class ImageFile {
  /** What {@link #bytes} needs, as columns of a selection. */
  static final String[] COLUMNS = {"restored.content", "restored.uri", "restored.sha256"};

  private ImageFile() {}

  /**
   * @param row with {@link #COLUMNS} from column {@code first} on
   * @throws IOException if the file is gone, cannot be read, or is not the one that was written
   */
  static byte[] bytes(Row row, int first, Configuration hadoop) throws IOException {
    if (!row.isNullAt(first)) {
      return row.getAs(first);
    }
    Path file = new Path(row.getString(first + 1));
    try (var in = file.getFileSystem(hadoop).open(file)) {
      byte[] image = in.readAllBytes();
      if (!DigestUtils.sha256Hex(image).equals(row.getString(first + 2))) {
        throw new IOException(file + " has been changed");
      }
      return image;
    }
  }
}
