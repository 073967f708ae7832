package dev.heirloom.restoration.photo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Two hundred photographs of a real archive of scans, which may not be published. */
public final class ArchiveSample {
  private static final Path ARCHIVE =
      Path.of(System.getProperty("heirloom.testdata", ""), "archive-sample.tar");

  private ArchiveSample() {}

  /** By their names in the archive; without the archive, the test is skipped. */
  public static Map<String, byte[]> files() throws IOException {
    assumeTrue(Files.isRegularFile(ARCHIVE), "needs archive-sample.tar below -Dheirloom.testdata");
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (TarArchiveInputStream entries = new TarArchiveInputStream(Files.newInputStream(ARCHIVE))) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        if (entry.isFile()) {
          files.put(entry.getName(), entries.readAllBytes());
        }
      }
    }
    return files;
  }

  /** The photographs alone. */
  public static Map<String, byte[]> photos() throws IOException {
    Map<String, byte[]> files = files();
    files.keySet().removeIf(name -> !name.endsWith(".jpg"));
    return files;
  }
}
