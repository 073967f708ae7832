package dev.heirloom.job.source;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A part of an input that one task lists.
 *
 * @param folder URI as the file system knows it; may be a single file
 */
record FolderListing(String folder, Depth depth) implements Serializable {
  /** An input with more entries at the top than this is listed by one task. */
  static final int MOST_LOOKED_AT = 20_000;

  /** How far below the folder. */
  enum Depth {
    FILES_OF_THE_FOLDER,
    EVERYTHING_BELOW
  }

  /**
   * The visible folders at the top of {@code root}, and the files beside them. Of millions of files
   * in one folder no more than {@link #MOST_LOOKED_AT} are looked at, and none is kept.
   *
   * @throws java.io.FileNotFoundException if there is nothing at {@code root}
   */
  static List<FolderListing> split(Path root, Configuration hadoop) throws IOException {
    FileSystem fs = root.getFileSystem(hadoop);
    FolderListing whole =
        new FolderListing(fs.makeQualified(root).toString(), Depth.EVERYTHING_BELOW);
    List<FolderListing> parts = new ArrayList<>();
    parts.add(new FolderListing(whole.folder(), Depth.FILES_OF_THE_FOLDER));
    RemoteIterator<FileStatus> entries = fs.listStatusIterator(root);
    for (int seen = 0; entries.hasNext(); seen++) {
      if (seen == MOST_LOOKED_AT) {
        return List.of(whole);
      }
      FileStatus entry = entries.next();
      if (entry.isDirectory() && !isHidden("/" + entry.getPath().getName())) {
        parts.add(new FolderListing(entry.getPath().toString(), Depth.EVERYTHING_BELOW));
      }
    }
    return parts;
  }

  /** Whether a name on the way begins with a dot or an underscore. */
  static boolean isHidden(String below) {
    return below.contains("/.") || below.contains("/_");
  }
}
