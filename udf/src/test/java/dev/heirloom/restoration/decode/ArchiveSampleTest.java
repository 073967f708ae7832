package dev.heirloom.restoration.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.photo.ArchiveSample;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Photographs of a real archive of scans. */
class ArchiveSampleTest {
  @Test
  void everyPhotographDecodes() throws IOException {
    Map<String, byte[]> photos = ArchiveSample.photos();
    photos.forEach(ArchiveSampleTest::assertDecodes);
    assertThat(photos).hasSize(200);
  }

  private static void assertDecodes(String name, byte[] file) {
    try (DecodedPhoto photo = new PhotoDecoder().decode(file, DecodeSettings.DEFAULT)) {
      assertThat(photo.source().format()).as(name).isEqualTo(PhotoFormat.JPEG);
      assertThat(photo.picture().width()).as(name).isEqualTo(photo.source().width());
      assertThat(photo.picture().channels()).as(name).isEqualTo(photo.source().channels());
    }
  }
}
