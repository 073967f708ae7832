package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.decode.PhotoFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExportPathsTest {
  private static final ExportPaths PATHS =
      new ExportPaths("s3a://archive/scans/", "file:///restored/");

  @Test
  void pathsAreKeptBelowTheBase() {
    assertThat(PATHS.of("s3a://archive/scans/1910/a b.JPG", PhotoFormat.JPEG))
        .isEqualTo("file:///restored/1910/a b.JPG");
  }

  @Test
  void aNewFormatIsAddedToTheNameSoThatNoTwoPhotosShareAFile() {
    assertThat(PATHS.of("s3a://archive/scans/a.tif", PhotoFormat.JPEG))
        .isEqualTo("file:///restored/a.tif.jpg");
    assertThat(PATHS.of("s3a://archive/scans/a.tiff", PhotoFormat.TIFF))
        .isEqualTo("file:///restored/a.tiff");
  }

  @Test
  void theCommonFolderIsAWholeFolder() {
    assertThat(ExportPaths.common("s3a://b/x/aa/", "s3a://b/x/ab/")).isEqualTo("s3a://b/x/");
    assertThat(ExportPaths.common("s3a://b/x/", "s3a://b/x/")).isEqualTo("s3a://b/x/");
    assertThat(ExportPaths.folder("s3a://b/x/1.jpg")).isEqualTo("s3a://b/x/");
  }

  @Test
  void whatWouldLeaveTheTargetIsNamed() {
    for (String evil :
        List.of("../a.jpg", "1910/../../a.jpg", "./a.jpg", "/etc/a.jpg", "..\\a.jpg", "a\0.jpg")) {
      assertThat(PATHS.problem("s3a://archive/scans/" + evil))
          .as(evil)
          .hasValueSatisfying(line -> assertThat(line).contains("outside file:///restored/"));
    }
    assertThat(PATHS.problem("s3a://archive/scans/1910/..a.jpg")).isEmpty();
  }
}
