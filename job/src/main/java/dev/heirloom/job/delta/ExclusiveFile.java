package dev.heirloom.job.delta;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;

/**
 * Creates files that nobody has created yet: of all who try, on whatever machine, one succeeds, and
 * each is told.
 *
 * <p>An object store is asked by a condition on the write. Its answer may get lost, and the retry
 * then finds the client's own file; so each file carries an id, and where a write seems to have
 * failed the id says whose the file is.
 */
public final class ExclusiveFile {
  static final String CONDITION = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

  private static final String ID = "heirloom-write";
  private static final int ATTEMPTS = 5;
  private static final long FIRST_PAUSE_MILLIS = 200;

  private ExclusiveFile() {}

  /**
   * @return false if somebody else's file has that name
   * @throws IOException if neither can be said; what was written may or may not become visible
   */
  public static boolean create(FileSystem fs, Path file, byte[] content) throws IOException {
    if (isConditional(fs, file)) {
      return createOnCondition(fs, file, content);
    }
    if ("file".equals(fs.getUri().getScheme())) {
      return createLocally(file, content);
    }
    try (FSDataOutputStream out = fs.create(file, false)) {
      out.write(content);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Whether the file system can make a write depend on there being no such file. */
  static boolean isConditional(FileSystem fs, Path file) throws IOException {
    return fs.hasPathCapability(file, CONDITION);
  }

  /**
   * Hadoop's own local file system looks first and creates then. The file gets its name when it is
   * whole: who dies over it leaves none.
   */
  private static boolean createLocally(Path file, byte[] content) throws IOException {
    java.nio.file.Path local = java.nio.file.Path.of(file.toUri().getPath());
    Files.createDirectories(local.getParent());
    java.nio.file.Path whole = local.resolveSibling("." + UUID.randomUUID());
    try {
      Files.write(whole, content);
      return link(local, whole);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.delete(whole);
    }
  }

  private static boolean link(java.nio.file.Path local, java.nio.file.Path whole)
      throws IOException {
    try {
      Files.createLink(local, whole);
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (e instanceof java.nio.file.FileAlreadyExistsException taken) {
        throw taken;
      }
      // A file system without links.
      Files.write(
          local,
          Files.readAllBytes(whole),
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
    }
    return true;
  }

  private static boolean createOnCondition(FileSystem fs, Path file, byte[] content)
      throws IOException {
    String id = UUID.randomUUID().toString();
    long pause = FIRST_PAUSE_MILLIS;
    for (int attempt = 1; ; attempt++) {
      try {
        write(fs, file, content, id);
        return true;
      } catch (IOException e) {
        Optional<String> there = idOfExisting(fs, file, e);
        if (there.isPresent()) {
          return there.get().equals(id);
        }
        if (attempt == ATTEMPTS || e instanceof InterruptedIOException) {
          throw e;
        }
        // The same bytes under the same id: whichever of the attempts takes effect, it is ours.
        sleep(pause);
        pause *= 2;
      }
    }
  }

  private static void write(FileSystem fs, Path file, byte[] content, String id)
      throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = fs.createFile(file);
    FSDataOutputStream out =
        builder.must(CONDITION, true).must("fs.s3a.create.header." + ID, id).build();
    try {
      out.write(content);
    } catch (IOException | RuntimeException e) {
      // Closing would publish the half of it.
      out.abort();
      throw e;
    }
    out.close();
  }

  private static Optional<String> idOfExisting(FileSystem fs, Path file, IOException failure)
      throws IOException {
    try {
      return id(fs, file);
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  /** The id in the file's metadata, blank if it has none; nothing if there is no such file. */
  static Optional<String> id(FileSystem fs, Path file) throws IOException {
    try {
      byte[] id = fs.getXAttrs(file).get("header." + ID);
      return Optional.of(id == null ? "" : new String(id, StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static void sleep(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a write was tried again");
    }
  }
}
