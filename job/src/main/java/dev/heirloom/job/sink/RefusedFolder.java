package dev.heirloom.job.sink;

import dev.heirloom.job.delta.ExclusiveFile;
import dev.heirloom.job.incremental.RefusedPhotos;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where it is kept which photos were purged. An empty file for each name and content says it all in
 * its own name: keyed hash of the URI, keyed hash of the bytes' hash, and length. So that a run
 * needs to list the folder only, and taking one back is deleting a file.
 */
final class RefusedFolder {
  private static final String KEY = "key";
  private static final int KEY_BYTES = 32;
  private static final String UNREAD = "unread";

  private final FileSystem fs;
  private final Path folder;

  /**
   * Bytes a purged photo had.
   *
   * @param sha256 empty where they were never read
   */
  record Content(String sha256, long length) {}

  private record Entry(Path file, String name, String content, long length) {
    static Entry of(Path file) {
      String[] parts = file.getName().split("-");
      return new Entry(file, parts[0], parts[1], Long.parseLong(parts[2]));
    }

    boolean hasContent() {
      return !content.equals(UNREAD);
    }
  }

  private RefusedFolder(FileSystem fs, Path folder) {
    this.fs = fs;
    this.folder = folder;
  }

  /**
   * @throws TableException if no file system is configured for it
   */
  static RefusedFolder below(Path output, Configuration hadoop) {
    Path folder = new Path(output, "_purged");
    try {
      return new RefusedFolder(folder.getFileSystem(hadoop), folder);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /**
   * @throws TableException if it cannot be read, or its key is gone
   */
  RefusedPhotos load() {
    try {
      List<Entry> entries = entries();
      if (entries.isEmpty()) {
        return RefusedPhotos.NONE;
      }
      List<Entry> read = entries.stream().filter(Entry::hasContent).toList();
      return new RefusedPhotos(
          key(),
          entries.stream().map(Entry::name).collect(Collectors.toSet()),
          read.stream().map(Entry::content).collect(Collectors.toSet()),
          read.stream().map(Entry::length).collect(Collectors.toSet()));
    } catch (FileNotFoundException e) {
      throw new TableException(
          "the file %s is gone, without which purged photos cannot be told from others; bring it back from a backup"
              .formatted(new Path(folder, KEY)),
          e);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /** Doing it twice gives the same. */
  void refuse(String uri, Set<Content> contents) {
    try {
      String key = keyMadeIfMissing();
      String name = RefusedPhotos.hash(key, uri);
      if (contents.isEmpty()) {
        mark(name, UNREAD, 0);
      }
      for (Content content : contents) {
        boolean read = !content.sha256().isEmpty();
        mark(
            name,
            read ? RefusedPhotos.hash(key, content.sha256()) : UNREAD,
            read ? content.length() : 0);
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /**
   * Lets the photo come back, and whatever was purged with the same bytes.
   *
   * @return whether it was refused
   */
  boolean lift(String uri) {
    try {
      List<Entry> entries = entries();
      if (entries.isEmpty()) {
        return false;
      }
      String name = RefusedPhotos.hash(key(), uri);
      Set<String> contents =
          entries.stream()
              .filter(entry -> entry.name().equals(name) && entry.hasContent())
              .map(Entry::content)
              .collect(Collectors.toSet());
      boolean lifted = false;
      for (Entry entry : entries) {
        if (entry.name().equals(name) || contents.contains(entry.content())) {
          lifted |= fs.delete(entry.file(), false);
        }
      }
      return lifted;
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private void mark(String name, String content, long length) throws IOException {
    fs.create(new Path(folder, "%s-%s-%d".formatted(name, content, length)), true).close();
  }

  private List<Entry> entries() throws IOException {
    try {
      return Arrays.stream(fs.listStatus(folder))
          .map(FileStatus::getPath)
          .filter(file -> !file.getName().equals(KEY))
          .map(Entry::of)
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private String key() throws IOException {
    try (var stream = fs.open(new Path(folder, KEY))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String keyMadeIfMissing() throws IOException {
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    if (entries().isEmpty()) {
      ExclusiveFile.create(
          fs,
          new Path(folder, KEY),
          HexFormat.of().formatHex(random).getBytes(StandardCharsets.UTF_8));
    }
    return key();
  }

  private static TableException unusable(Path folder, IOException e) {
    return new TableException(
        "cannot use %s: %s; check the right to read and write"
            .formatted(folder, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
        e);
  }
}
