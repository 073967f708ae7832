package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A night in which there is little to do costs little, however large the archive is. The size is
 * {@code -Dheirloom.rows}.
 */
class NightlyScaleIT {
  private static final int ROWS = Integer.getInteger("heirloom.rows", 1000);

  @TempDir Path folder;

  @Test
  void nightsReadNoPictureOfTheTablesAndOnlyThePhotosThatAreNew() throws Exception {
    EndedProcess ended =
        EndedProcess.of(
            folder,
            Duration.ofHours(3),
            EndedProcess.java(NightlyDriver.class, "1g", folder.toString(), "" + ROWS));

    ended.out().forEach(System.out::println);
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).hasSize(3);
  }
}
