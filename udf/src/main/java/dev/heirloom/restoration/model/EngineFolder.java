package dev.heirloom.restoration.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of TensorRT's engines, for one process of a machine at a time: the first builds for
 * minutes, the others wait and read what it has built. The system takes the lock of a process that
 * dies away from it; what such a one has left half built is built again. Thread-safe.
 */
final class EngineFolder {
  private static final Logger LOG = LoggerFactory.getLogger(EngineFolder.class);

  /** A lock on a file is the process's, whichever of its threads took it. */
  private static final Object PROCESS = new Object();

  private final EngineKey key;
  private final Path engines;
  private final Path lock;

  /** There once the engines are whole, and says what they were built for. */
  private final Path whole;

  /**
   * @param parent of the folders of all keys; made if need be
   */
  EngineFolder(Path parent, EngineKey key) {
    this.key = key;
    this.engines = parent.resolve(key.folderName());
    this.lock = parent.resolve(key.folderName() + ".lock");
    this.whole = engines.resolve("built-for.txt");
  }

  /**
   * Builds or reads engines while no other process does.
   *
   * @param opening is given the folder: empty, or with whole engines
   * @return what {@code opening} returns
   * @throws ModelException if the folder cannot be used
   */
  <T> T use(Function<Path, T> opening) {
    synchronized (PROCESS) {
      try (FileChannel file = lockFile();
          FileLock held = taken(file)) {
        clearUnlessWhole();
        return kept(opening);
      } catch (IOException e) {
        throw unusable(e);
      }
    }
  }

  private FileChannel lockFile() throws IOException {
    Files.createDirectories(lock.toAbsolutePath().getParent());
    return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private FileLock taken(FileChannel file) throws IOException {
    FileLock free = file.tryLock();
    if (free != null) {
      return free;
    }
    LOG.info("Another process opens a model on TensorRT; waiting for its engines in {}", engines);
    return file.lock();
  }

  private void clearUnlessWhole() throws IOException {
    if (!Files.exists(whole)) {
      clear();
      Files.createDirectories(engines);
      LOG.info("Building TensorRT's engines in {}, which takes minutes, once", engines);
    }
  }

  private void clear() throws IOException {
    if (Files.exists(engines)) {
      try (Stream<Path> files = Files.walk(engines)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** What failed to open may have failed over its engines: they are not trusted again. */
  private <T> T kept(Function<Path, T> opening) throws IOException {
    try {
      T opened = opening.apply(engines);
      markWhole();
      return opened;
    } catch (RuntimeException | Error e) {
      Files.deleteIfExists(whole);
      throw e;
    }
  }

  private void markWhole() {
    try {
      if (!Files.exists(whole)) {
        Path arriving = Files.writeString(engines.resolve("arriving"), key.description());
        Files.move(arriving, whole, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      LOG.warn("TensorRT's engines in {} will be built again: {}", engines, reason(e));
    }
  }

  private ModelException unusable(IOException e) {
    return new ModelException(
        "TensorRT's engines cannot be kept in %s (%s); give this user rights and room there, or name another folder in -Dheirloom.model.cache"
            .formatted(lock.getParent(), reason(e)),
        e);
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    return "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage());
  }
}
