package dev.heirloom.job.sink;

import dev.heirloom.restoration.decode.PhotoFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Where exported photos go. Doing it twice gives the same files.
 *
 * @param clashing URIs of photos whose file is that of another one
 */
record ExportTarget(
    ExportPaths paths, Set<String> clashing, Broadcast<SerializableConfiguration> hadoop)
    implements Serializable {

  FileSystem store(Path file) throws IOException {
    return file.getFileSystem(hadoop.value().value());
  }

  /**
   * @param uri of the original
   * @param format name of the format of {@code photo}
   * @return why it cannot have a file there; empty if it has been written
   * @throws IOException if the store takes no files
   */
  Optional<String> write(String uri, String format, byte[] photo) throws IOException {
    Path file = new Path(paths.of(uri, PhotoFormat.valueOf(format)));
    Optional<String> problem =
        paths.problem(uri).or(() -> clash(uri, file)).or(() -> linkOnTheWay(uri, file));
    if (problem.isPresent()) {
      return problem;
    }
    FileSystem store = store(file);
    // Hadoop would put a hidden file with its checksum beside each photo on a local disk.
    store.setWriteChecksum(false);
    try (var out = store.create(file, true)) {
      out.write(photo);
      return Optional.empty();
    } catch (FileNotFoundException | FileAlreadyExistsException | ParentNotDirectoryException e) {
      return Optional.of("%s cannot be written: %s; rename it".formatted(uri, e.getMessage()));
    }
  }

  private Optional<String> clash(String uri, Path file) {
    return clashing.contains(uri)
        ? Optional.of("%s and another photo would both be %s; rename it".formatted(uri, file))
        : Optional.empty();
  }

  /** What others have put into the target must not lead out of it. */
  private Optional<String> linkOnTheWay(String uri, Path file) {
    if (!"file".equals(file.toUri().getScheme())) {
      return Optional.empty();
    }
    java.nio.file.Path root = local(new Path(paths.target()));
    return Stream.iterate(local(file), step -> !step.equals(root), java.nio.file.Path::getParent)
        .filter(Files::isSymbolicLink)
        .findFirst()
        .map(
            link ->
                "%s would be written through %s, which is a link; remove that, or export to another folder"
                    .formatted(uri, link));
  }

  private static java.nio.file.Path local(Path file) {
    return java.nio.file.Path.of(file.toUri().getPath());
  }
}
