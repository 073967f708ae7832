package dev.heirloom.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalUriTest {
  @ParameterizedTest
  @CsvSource({
    "s3://b/k.jpg, s3a://b/k.jpg",
    "s3n://b/k.jpg, s3a://b/k.jpg",
    "s3a://b/k.jpg, s3a://b/k.jpg",
    "S3://b/k.jpg, s3a://b/k.jpg",
    "/scans/a.jpg, file:///scans/a.jpg",
    "file:/scans/a.jpg, file:///scans/a.jpg",
    "file:///scans/a.jpg, file:///scans/a.jpg",
    "file:///scans/a%20b%C3%A9.jpg, file:///scans/a bé.jpg",
    "/scans/100%25.jpg, file:///scans/100%25.jpg",
    "s3a://b/50%off.jpg, s3a://b/50%off.jpg",
    "s3a://b/%FF.jpg, s3a://b/%FF.jpg",
    "hdfs://n:8020/a.jpg, hdfs://n:8020/a.jpg",
  })
  void everySpellingHasOneName(String written, String canonical) {
    assertThat(CanonicalUri.parse(written)).isEqualTo(canonical);
  }

  @Test
  void composedAndDecomposedCharactersAreOne() {
    assertThat(CanonicalUri.parse("s3a://b/e\u0301.jpg")).isEqualTo("s3a://b/\u00e9.jpg");
  }

  @Test
  void listedPathsHaveNoEscapesToDecode() {
    assertThat(CanonicalUri.of(new Path("file:/scans/100%20.jpg")))
        .isEqualTo("file:///scans/100%20.jpg");
  }
}
