package dev.heirloom.job;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local file system on a disk on which this process may write so many bytes. */
public final class FullDisk extends LocalFileSystem {
  /** Name of the setting of Hadoop that says how many. */
  public static final String ROOM = "heirloom.test.room";

  private static final AtomicLong WRITTEN = new AtomicLong();

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return new FSDataOutputStream(
        new Limited(
            super.create(
                file, permission, overwrite, bufferSize, replication, blockSize, progress)),
        null);
  }

  private final class Limited extends FilterOutputStream {
    Limited(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (WRITTEN.addAndGet(length) > getConf().getLong(ROOM, Long.MAX_VALUE)) {
        throw new IOException("No space left on device");
      }
      out.write(bytes, offset, length);
    }
  }
}
