package dev.heirloom.job.sink;

import dev.heirloom.job.delta.ExclusiveFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of a lock. Each term has a number; its file can be created once, by one process, and is
 * never written again. Beside it lie its heartbeat, and a mark when the term has ended. The lock is
 * with the highest number.
 */
final class LockFolder {
  private static final String TERM = "\\d{10}";

  private final FileSystem fs;
  private final Path folder;

  LockFolder(FileSystem fs, Path folder) {
    this.fs = fs;
    this.folder = folder;
  }

  /** Number of the newest term, 0 if there was none. */
  long newest() throws IOException {
    try {
      return Arrays.stream(fs.listStatus(folder))
          .map(status -> status.getPath().getName())
          .filter(name -> name.matches(TERM))
          .mapToLong(Long::parseLong)
          .max()
          .orElse(0);
    } catch (FileNotFoundException e) {
      return 0;
    }
  }

  /**
   * @return whether the term is the owner's
   */
  boolean begin(long term, LockOwner owner) throws IOException {
    return ExclusiveFile.create(fs, file(term), owner.bytes());
  }

  LockOwner owner(long term) throws IOException {
    try (FSDataInputStream stream = fs.open(file(term))) {
      return LockOwner.of(stream.readAllBytes());
    }
  }

  void beat(long term, long count) throws IOException {
    write(beatFile(term), Long.toString(count));
  }

  void end(long term) throws IOException {
    write(endFile(term), "");
  }

  boolean isEnded(long term) throws IOException {
    return fs.exists(endFile(term));
  }

  /** When the term last gave a sign of life, by the store's clock. */
  long lastSign(long term) throws IOException {
    Optional<FileStatus> beat = status(beatFile(term));
    return Math.max(
        fs.getFileStatus(file(term)).getModificationTime(),
        beat.map(FileStatus::getModificationTime).orElse(0L));
  }

  /** What the heartbeat says: changes with each beat. */
  String beat(long term) throws IOException {
    Path file = beatFile(term);
    if (status(file).isEmpty()) {
      return "";
    }
    try (FSDataInputStream stream = fs.open(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The time on the store's clock. */
  long now() throws IOException {
    Path file = new Path(folder, "clock-" + UUID.randomUUID());
    write(file, "");
    try {
      return fs.getFileStatus(file).getModificationTime();
    } finally {
      fs.delete(file, false);
    }
  }

  /** Forgets the terms before {@code term}. */
  void forgetBefore(long term) throws IOException {
    for (FileStatus status : fs.listStatus(folder)) {
      String name = status.getPath().getName();
      if (name.matches(TERM + ".*") && Long.parseLong(name.substring(0, 10)) < term) {
        fs.delete(status.getPath(), false);
      }
    }
  }

  private void write(Path file, String content) throws IOException {
    try (FSDataOutputStream out = fs.create(file, true)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Optional<FileStatus> status(Path file) throws IOException {
    try {
      return Optional.of(fs.getFileStatus(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private Path file(long term) {
    return new Path(folder, "%010d".formatted(term));
  }

  private Path beatFile(long term) {
    return file(term).suffix(".beat");
  }

  private Path endFile(long term) {
    return file(term).suffix(".ended");
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
