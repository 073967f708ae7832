package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.encode.EncodedPhoto;
import dev.heirloom.restoration.photo.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where restored images are kept: in their rows, or as files that their rows name.
 *
 * <p>A file is named by the hash of its bytes. So a task that is done again writes the same file,
 * nothing is ever replaced by something else, and a file that no row names is nobody's.
 *
 * @param folder URI of the folder of the files
 * @param inlineMax largest image that is kept in its row, in bytes; 0 where all are files
 */
public record ImageStore(String folder, long inlineMax) implements Serializable {
  /** Beyond it a row would need more of Spark's buffers than a task has. */
  public static final long INLINE_MAX = 64L << 20;

  public ImageStore {
    if (inlineMax < 0) {
      throw new IllegalArgumentException("a size is not negative, got " + inlineMax);
    }
  }

  /**
   * What a row says of an image's whereabouts.
   *
   * @param uri of the file; empty if the image is kept in the row
   */
  record Stored(String sha256, String uri) {}

  /**
   * Writes the image, if it is not to be kept in its row. It may be seen when this returns, and
   * counts when a row with its name is committed.
   *
   * @throws IOException if the store takes no files
   */
  Stored put(EncodedPhoto image, Configuration hadoop) throws IOException {
    String sha256 = Sha256.of(image.bytes());
    if (image.bytes().length <= inlineMax) {
      return new Stored(sha256, "");
    }
    Path file =
        new Path(
            "%s/%s/%s.%s"
                .formatted(folder, sha256.substring(0, 2), sha256, image.format().extension()));
    FileSystem fs = withoutChecksums(file.getFileSystem(hadoop));
    if (!isThere(fs, file, image.bytes().length)) {
      try (FSDataOutputStream out = fs.create(file, true)) {
        out.write(image.bytes());
      }
    }
    return new Stored(sha256, file.toString());
  }

  /** Hadoop would put a hidden file with its checksum beside each image on a local disk. */
  private static FileSystem withoutChecksums(FileSystem fs) {
    return fs instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : fs;
  }

  /** A file that a killed task has left unfinished is shorter. */
  private static boolean isThere(FileSystem fs, Path file, long length) throws IOException {
    try {
      return fs.getFileStatus(file).getLen() == length;
    } catch (FileNotFoundException e) {
      return false;
    }
  }
}
