package dev.heirloom.job.source;

import dev.heirloom.restoration.spark.PhotoSchema;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a folder as rows of {@code PhotoSchema.SOURCE}, one page of the store at a time. */
final class ListFolder implements FlatMapFunction<FolderListing, Row> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ListFolder.class);

  private final Broadcast<SerializableConfiguration> hadoop;

  ListFolder(Broadcast<SerializableConfiguration> hadoop) {
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<Row> call(FolderListing listing) throws IOException {
    Path folder = new Path(listing.folder());
    FileSystem fs = folder.getFileSystem(hadoop.value().value());
    int prefix = listing.folder().replaceFirst("/$", "").length();
    try {
      return new Visible(files(fs, folder, listing.depth()), prefix);
    } catch (FileNotFoundException e) {
      LOG.warn("{} has gone since the listing began", folder);
      return Collections.emptyIterator();
    }
  }

  /** Object stores give all keys below a prefix in one listing, others folder by folder. */
  static RemoteIterator<? extends FileStatus> files(
      FileSystem fs, Path folder, FolderListing.Depth depth) throws IOException {
    return fs.getUri().getScheme().equals("file")
        ? new FolderWalk(fs, folder, depth)
        : fs.listFiles(folder, depth == FolderListing.Depth.EVERYTHING_BELOW);
  }

  private static final class Visible implements Iterator<Row> {
    private final RemoteIterator<? extends FileStatus> files;
    private final int prefix;
    private Optional<FileStatus> next = Optional.empty();

    Visible(RemoteIterator<? extends FileStatus> files, int prefix) {
      this.files = files;
      this.prefix = prefix;
    }

    @Override
    public boolean hasNext() {
      try {
        while (next.isEmpty() && files.hasNext()) {
          FileStatus file = files.next();
          if (!FolderListing.isHidden(file.getPath().toString().substring(prefix))) {
            next = Optional.of(file);
          }
        }
        return next.isPresent();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list the input", e);
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      FileStatus file = next.orElseThrow();
      next = Optional.empty();
      return PhotoSchema.sourceRow(ListedFile.photo(file, Map.of()));
    }
  }
}
