package dev.heirloom.job.source;

import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** What a file system says of a file, as a photo. */
final class ListedFile {
  private ListedFile() {}

  static SourcePhoto photo(FileStatus status, Map<String, String> attributes) {
    Path path = status.getPath();
    return new SourcePhoto(
        CanonicalUri.of(path),
        path.toString(),
        attributes,
        status.getLen(),
        status.getModificationTime(),
        etag(status),
        0);
  }

  /** A photo that a manifest names and no file system has. */
  static SourcePhoto missing(Path path, Map<String, String> attributes) {
    return new SourcePhoto(
        CanonicalUri.of(path),
        path.toString(),
        attributes,
        SourcePhoto.UNKNOWN,
        SourcePhoto.UNKNOWN,
        "",
        0);
  }

  private static String etag(FileStatus status) {
    return status instanceof EtagSource tagged
        ? Optional.ofNullable(tagged.getEtag()).orElse("")
        : "";
  }
}
