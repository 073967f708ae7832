package dev.heirloom.job.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All files below a folder, folder by folder. Hadoop's own search asks for the owner of each file,
 * for which it starts a process where the file system is local: a hundred files a second.
 */
final class FolderWalk implements RemoteIterator<FileStatus> {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWalk.class);

  private final FileSystem fs;
  private final FolderListing.Depth depth;
  private final Deque<RemoteIterator<FileStatus>> open = new ArrayDeque<>();
  private Optional<FileStatus> next = Optional.empty();

  /**
   * @throws FileNotFoundException if there is nothing at {@code folder}
   */
  FolderWalk(FileSystem fs, Path folder, FolderListing.Depth depth) throws IOException {
    this.fs = fs;
    this.depth = depth;
    open.push(fs.listStatusIterator(folder));
  }

  @Override
  public boolean hasNext() throws IOException {
    while (next.isEmpty() && !open.isEmpty()) {
      RemoteIterator<FileStatus> entries = open.element();
      if (!entries.hasNext()) {
        open.pop();
        continue;
      }
      FileStatus entry = entries.next();
      if (!entry.isDirectory()) {
        next = Optional.of(entry);
      } else if (depth == FolderListing.Depth.EVERYTHING_BELOW) {
        enter(entry.getPath());
      }
    }
    return next.isPresent();
  }

  private void enter(Path folder) throws IOException {
    try {
      open.push(fs.listStatusIterator(folder));
    } catch (FileNotFoundException e) {
      LOG.warn("{} has gone since the listing began", folder);
    }
  }

  @Override
  public FileStatus next() throws IOException {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    FileStatus file = next.orElseThrow();
    next = Optional.empty();
    return file;
  }
}
