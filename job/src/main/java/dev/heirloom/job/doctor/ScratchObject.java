package dev.heirloom.job.doctor;

import dev.heirloom.job.source.CanonicalUri;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened when a process wrote an object below the output, read it and deleted it.
 *
 * @param output URI; empty if there is none to be tried
 * @param complaint empty if all went well
 */
record ScratchObject(String output, String complaint) implements Serializable {
  static final ScratchObject NONE = new ScratchObject("", "");

  private static final Logger LOG = LoggerFactory.getLogger(ScratchObject.class);
  private static final byte[] CONTENT = {1, 9, 1, 0};

  /** Leaves nothing behind, not even the folder if there was none. */
  static ScratchObject tryBelow(String output, Configuration hadoop) {
    if (output.isEmpty()) {
      return NONE;
    }
    try {
      Path folder = CanonicalUri.qualified(output, hadoop);
      FileSystem fs = folder.getFileSystem(hadoop);
      Deque<Path> missing = missing(fs, folder);
      try {
        writeAndRead(fs, new Path(folder, "_doctor-" + UUID.randomUUID()));
      } finally {
        deleteIfEmpty(fs, missing);
      }
      return new ScratchObject(output, "");
    } catch (IOException | RuntimeException e) {
      return new ScratchObject(output, OneLine.of(e));
    }
  }

  private static void writeAndRead(FileSystem fs, Path file) throws IOException {
    try {
      try (OutputStream out = fs.create(file, false)) {
        out.write(CONTENT);
      }
      try (InputStream in = fs.open(file)) {
        if (!Arrays.equals(in.readAllBytes(), CONTENT)) {
          throw new IOException("what is read is not what was written");
        }
      }
    } finally {
      fs.delete(file, false);
    }
  }

  /** Folders on the way that are not there, the lowest first. */
  private static Deque<Path> missing(FileSystem fs, Path folder) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path path = folder; path != null && !fs.exists(path); path = path.getParent()) {
      missing.addLast(path);
    }
    return missing;
  }

  private static void deleteIfEmpty(FileSystem fs, Deque<Path> folders) {
    for (Path folder : folders) {
      try {
        fs.delete(folder, false);
      } catch (IOException e) {
        LOG.debug("another process has put something into {}, or deleted it", folder, e);
      }
    }
  }

  /** Nothing where nothing was tried. */
  Optional<Finding> finding(String on) {
    if (output.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        complaint.isEmpty()
            ? Finding.ok("output", on, "an object was written, read and deleted below " + output)
            : Finding.fail(
                "output",
                on,
                "cannot write to %s: %s".formatted(output, complaint),
                "check the name and the right to write"));
  }
}
