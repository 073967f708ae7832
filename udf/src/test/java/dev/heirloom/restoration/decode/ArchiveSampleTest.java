package dev.heirloom.restoration.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Photographs of a real archive of scans. */
class ArchiveSampleTest {
  private static final int TAR_BLOCK = 512;
  private static final Path ARCHIVE =
      Path.of(System.getProperty("heirloom.testdata", ""), "archive-sample.tar");

  @Test
  void everyPhotographDecodes() throws IOException {
    assumeTrue(
        Files.exists(ARCHIVE),
        "200 archive photographs are not tested: no archive-sample.tar in -Dheirloom.testdata");
    int photos = 0;
    try (DataInputStream tar = new DataInputStream(Files.newInputStream(ARCHIVE))) {
      byte[] header = tar.readNBytes(TAR_BLOCK);
      while (header.length == TAR_BLOCK && header[0] != 0) {
        String name = text(header, 0, 100);
        int length = Integer.parseInt(text(header, 124, 12).strip(), 8);
        byte[] file = tar.readNBytes(length);
        tar.skipNBytes((TAR_BLOCK - length % TAR_BLOCK) % TAR_BLOCK);
        if (name.endsWith(".jpg")) {
          assertDecodes(name, file);
          photos++;
        }
        header = tar.readNBytes(TAR_BLOCK);
      }
    }
    assertThat(photos).isEqualTo(200);
  }

  private static void assertDecodes(String name, byte[] file) {
    try (DecodedPhoto photo = new PhotoDecoder().decode(file, DecodeSettings.DEFAULT)) {
      assertThat(photo.source().format()).as(name).isEqualTo(PhotoFormat.JPEG);
      assertThat(photo.picture().width()).as(name).isEqualTo(photo.source().width());
      assertThat(photo.picture().channels()).as(name).isEqualTo(photo.source().channels());
    }
  }

  private static String text(byte[] block, int from, int length) {
    String text = new String(block, from, length, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }
}
