package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    assertThat(ExportPaths.commonFolder(List.of("s3a://b/x/aa/1.jpg", "s3a://b/x/ab/2.jpg")))
        .isEqualTo("s3a://b/x/");
    assertThat(ExportPaths.commonFolder(List.of("s3a://b/x/1.jpg"))).isEqualTo("s3a://b/x/");
  }

  @Test
  void nothingIsWrittenOutsideTheTarget() {
    for (String evil :
        List.of("../a.jpg", "1910/../../a.jpg", "./a.jpg", "/etc/a.jpg", "..\\a.jpg")) {
      assertThatThrownBy(() -> PATHS.requireSafe("s3a://archive/scans/" + evil))
          .as(evil)
          .isInstanceOf(TableException.class)
          .hasMessageContaining("outside file:///restored/");
    }
  }

  @Test
  void photosThatAreNotBelowTheBaseAreRefused() {
    assertThatThrownBy(() -> PATHS.requireSafe("s3a://other/a.jpg"))
        .isInstanceOf(TableException.class)
        .hasMessageContaining("is not below s3a://archive/scans/");
  }

  @Test
  void theOriginalIsNeverATarget() {
    ExportPaths same = new ExportPaths("file:///scans/", "file:///scans/");
    assertThatThrownBy(() -> same.requireSafe("file:///scans/a.jpg"))
        .isInstanceOf(TableException.class)
        .hasMessageContaining("would be replaced");
  }
}
