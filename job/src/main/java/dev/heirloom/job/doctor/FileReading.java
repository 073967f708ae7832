package dev.heirloom.job.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What happened when a process read a file of an input.
 *
 * @param location of the file
 * @param complaint empty if it was read
 */
record FileReading(String location, String complaint) implements Serializable {
  static FileReading here(String location, Configuration hadoop) {
    Path file = new Path(location);
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      in.read();
      return new FileReading(location, "");
    } catch (IOException | RuntimeException e) {
      return new FileReading(location, OneLine.of(e));
    }
  }

  Finding finding(String on) {
    return complaint.isEmpty()
        ? Finding.ok("input", on, "reads " + location)
        : Finding.fail(
            "input",
            on,
            "cannot read %s: %s".formatted(location, complaint),
            "check the right to read, and that every node sees the file under this name");
  }
}
