package dev.heirloom.job.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A text file of URIs: one a line, {@code #} begins a comment line. */
public final class UriList {
  private UriList() {}

  /**
   * @param list where the file is, in any file system of Hadoop
   * @return canonical URIs, in the order of the file
   * @throws InputException if it cannot be read
   */
  public static List<String> read(String list, Configuration hadoop) {
    Path file = CanonicalUri.path(list);
    try (var stream = file.getFileSystem(hadoop).open(file);
        var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(CanonicalUri::parse)
          .toList();
    } catch (IOException e) {
      throw new InputException(
          "cannot read the list of URIs %s: %s; check the name and the right to read"
              .formatted(list, e.getMessage()),
          e);
    }
  }
}
