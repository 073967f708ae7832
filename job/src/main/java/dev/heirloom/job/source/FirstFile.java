package dev.heirloom.job.source;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Some file of an input, found without listing all of it. */
public final class FirstFile {
  private FirstFile() {}

  /**
   * @param place folder, prefix or file, as people write it
   * @return the location of the first visible file at or below it; nothing if there is none
   * @throws IOException if the place is missing or cannot be listed
   */
  public static Optional<String> of(String place, Configuration hadoop) throws IOException {
    Path root = CanonicalUri.qualified(place, hadoop);
    FileSystem fs = root.getFileSystem(hadoop);
    int prefix = root.toString().replaceFirst("/$", "").length();
    RemoteIterator<? extends FileStatus> files =
        ListFolder.files(fs, root, FolderListing.Depth.EVERYTHING_BELOW);
    while (files.hasNext()) {
      String file = files.next().getPath().toString();
      if (!FolderListing.isHidden(file.substring(prefix))) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
