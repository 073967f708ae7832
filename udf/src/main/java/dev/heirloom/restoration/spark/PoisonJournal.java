package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.photo.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Signs of photos in work, as files beside the tables. A process that does not live to take its
 * sign away leaves word of the photo it died with. The names of the files say everything, and
 * nothing about the photo but a hash. Thread-safe.
 */
public final class PoisonJournal {
  private static final int KEY_LENGTH = 40;

  /** How a photo was in work. */
  enum Way {
    /** Perhaps beside others of the same process. */
    TOGETHER,
    /** With no other photo in the process. */
    ALONE,
    /** Longer than allowed, which is why the process ended itself. */
    OVERTIME
  }

  /**
   * @param photo key of the photo
   */
  record Sign(String photo, Way way, TaskProcess process) {
    private static final Pattern NAME =
        Pattern.compile("([0-9a-f]{%d})\\.([A-Z]+)\\.(.+)\\.([^.]+)\\.[^.]+".formatted(KEY_LENGTH));

    String newName() {
      return String.join(
          ".",
          photo,
          way.name(),
          process.application(),
          process.executor(),
          UUID.randomUUID().toString());
    }

    static Optional<Sign> of(String name) {
      Matcher m = NAME.matcher(name);
      return m.matches()
          ? Optional.of(
              new Sign(
                  m.group(1), Way.valueOf(m.group(2)), new TaskProcess(m.group(3), m.group(4))))
          : Optional.empty();
    }
  }

  /** Taken away when the photo is done. */
  interface Posted extends AutoCloseable {
    @Override
    void close();
  }

  private final FileSystem fs;
  private final Path folder;
  private final Predicate<TaskProcess> gone;

  /**
   * @param folder URI; need not exist
   * @throws UncheckedIOException if there is no such file system
   */
  public PoisonJournal(String folder, Configuration hadoop) {
    this(folder, hadoop, TaskProcess::isGone);
  }

  PoisonJournal(String folder, Configuration hadoop, Predicate<TaskProcess> gone) {
    this.gone = gone;
    try {
      this.folder = new Path(folder);
      this.fs = this.folder.getFileSystem(hadoop);
    } catch (IOException e) {
      throw unusable(e, folder);
    }
  }

  /** What the journal calls a photo: other bytes are another photo. */
  static String key(SourcePhoto photo) {
    String bytes =
        "%s\n%d\n%d\n%s".formatted(photo.uri(), photo.length(), photo.modified(), photo.etag());
    return Sha256.of(bytes.getBytes(StandardCharsets.UTF_8)).substring(0, KEY_LENGTH);
  }

  Posted post(Sign sign) {
    Path file = new Path(folder, sign.newName());
    try {
      fs.create(file, true).close();
    } catch (IOException e) {
      throw unusable(e, folder);
    }
    return () -> {
      try {
        fs.delete(file, false);
      } catch (IOException e) {
        throw unusable(e, folder);
      }
    };
  }

  /** Signs that processes have left that are gone. */
  List<Sign> left() {
    return Arrays.stream(files())
        .flatMap(file -> Sign.of(file.getPath().getName()).stream())
        .filter(sign -> sign.way() == Way.OVERTIME || gone.test(sign.process()))
        .toList();
  }

  /** How many signs there are of processes that are gone. */
  public int deaths() {
    return left().size();
  }

  /** Forgets everything: each of the photos has its row. */
  public void clear() {
    try {
      fs.delete(folder, true);
    } catch (IOException e) {
      throw unusable(e, folder);
    }
  }

  private FileStatus[] files() {
    try {
      return fs.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    } catch (IOException e) {
      throw unusable(e, folder);
    }
  }

  private static UncheckedIOException unusable(IOException e, Object folder) {
    return new UncheckedIOException(
        "the journal of photos in work %s cannot be used: %s".formatted(folder, e.getMessage()), e);
  }
}
