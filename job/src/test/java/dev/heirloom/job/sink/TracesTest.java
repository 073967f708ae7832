package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TracesTest {
  private static final String URI = "file:///scans/a \"b\".jpg";
  private static final Traces TRACES =
      new Traces(
          List.of(URI, "s3a://archive/1.jpg"),
          List.of("cafe"),
          List.of("s3a://archive/1.jpg.tif", "s3a://archive/1.jpg of a name that is very long"));

  @Test
  void namesAreFoundHoweverTheyAreSpelled() {
    assertThat(
            List.of(
                "cannot read " + URI,
                "file:/scans/a \"b\".jpg is gone",
                "{\"uri\":\"file:///scans/a \\\"b\\\".jpg\"}",
                "{\"stats\":\"{\\\"min\\\":\\\"file:///scans/a \\\\\\\"b\\\\\\\".jpg\\\"}\"}",
                "file:///scans/a%20%22b%22.jpg",
                "s3a://archive/1.jpg",
                "the hash cafe"))
        .allMatch(TRACES::in);
  }

  @Test
  void otherNamesAreNone() {
    assertThat(
            List.of(
                "s3a://archive/1.jpg.tif",
                "s3a://archive/1.jpg of a name that is very long",
                "s3a://archive/1.jpg of a name th",
                "s3a://archive/11.jpg",
                "file:///scans/a"))
        .noneMatch(TRACES::in);
  }

  @Test
  void aNameBesideALongerOneIsFound() {
    assertThat(TRACES.in("s3a://archive/1.jpg.tif and s3a://archive/1.jpg")).isTrue();
  }

  @Test
  void namesAreTakenOutOfTexts() {
    assertThat(TRACES.redacted("s3a://archive/1.jpg.tif before s3a://archive/1.jpg, $1"))
        .isEqualTo("s3a://archive/1.jpg.tif before (purged), $1");
  }

  @Test
  void withoutOtherNamesNothingIsSpared() {
    assertThat(new Traces(List.of("s3a://a/1"), List.of(), List.of()).in("at s3a://a/1")).isTrue();
  }
}
