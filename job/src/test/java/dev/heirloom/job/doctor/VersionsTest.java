package dev.heirloom.job.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.doctor.Finding.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionsTest {
  private static final Versions BUILT = Versions.built();

  private static Finding finding(String check, Versions found, Versions driver) {
    List<Finding> findings = found.findings("executor 1 on a", driver, BUILT, true);
    return findings.stream().filter(f -> f.check().equals(check)).findFirst().orElseThrow();
  }

  private static Versions with(String spark, String hadoop, String delta, String hadoopAws) {
    return new Versions("17.0.15", "Linux amd64", spark, hadoop, delta, hadoopAws);
  }

  @Test
  void thisProcessIsAsTheBuildWantsIt() {
    assertThat(Versions.here().findings("driver", Versions.here(), BUILT, true))
        .extracting(Finding::check, Finding::verdict)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("java", Verdict.OK),
            org.assertj.core.groups.Tuple.tuple("versions", Verdict.OK),
            org.assertj.core.groups.Tuple.tuple("s3a", Verdict.OK));
    assertThat(BUILT.spark()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void anotherProcessorIsRefused() {
    Versions arm =
        new Versions("17", "Linux aarch64", BUILT.spark(), BUILT.hadoop(), BUILT.delta(), "");

    assertThat(finding("java", arm, arm))
        .returns(Verdict.FAIL, Finding::verdict)
        .returns("Java 17 on Linux aarch64", Finding::finding);
  }

  @Test
  void anotherJavaThanTheDriversIsNoticed() {
    Versions newer =
        new Versions("21.0.2", "Linux amd64", BUILT.spark(), BUILT.hadoop(), BUILT.delta(), "");

    assertThat(finding("java", newer, BUILT)).returns(Verdict.WARN, Finding::verdict);
  }

  @Test
  void anotherSparkThanTheBuildsIsRefusedAndAnotherPatchOfItNoticed() {
    Versions next = with("4.2.0", "3.5.0", BUILT.delta(), "3.5.0");
    Versions patch = with("4.1.99", BUILT.hadoop(), BUILT.delta(), BUILT.hadoop());

    assertThat(finding("versions", next, next))
        .returns(Verdict.FAIL, Finding::verdict)
        .extracting(Finding::remedy)
        .asString()
        .contains("Spark 4.1");
    assertThat(finding("versions", patch, patch)).returns(Verdict.WARN, Finding::verdict);
  }

  @Test
  void executorsMustHaveWhatTheDriverHas() {
    Versions older = with("4.1.0", BUILT.hadoop(), BUILT.delta(), BUILT.hadoop());

    assertThat(finding("versions", older, BUILT))
        .returns(Verdict.FAIL, Finding::verdict)
        .extracting(Finding::finding)
        .asString()
        .contains("Spark 4.1.0", "the driver has " + BUILT.spark());
  }

  @Test
  void librariesThatAreNotThereAreNamedWithTheirPlace() {
    Versions bare = with(BUILT.spark(), BUILT.hadoop(), "", "");

    assertThat(finding("versions", bare, BUILT))
        .returns(Verdict.FAIL, Finding::verdict)
        .returns("there is no Delta Lake here", Finding::finding);
    assertThat(finding("s3a", bare, BUILT).remedy()).contains("spark.executor.extraClassPath");
    assertThat(bare.findings("driver", BUILT, BUILT, false))
        .as("S3 is not needed")
        .noneMatch(f -> f.check().equals("s3a"));
  }

  @Test
  void hadoopAwsMustFitHadoop() {
    Versions mixed = with(BUILT.spark(), BUILT.hadoop(), BUILT.delta(), "3.3.4");

    assertThat(finding("s3a", mixed, mixed))
        .returns(Verdict.FAIL, Finding::verdict)
        .returns(
            "put hadoop-aws-%s.jar in its place, on every node".formatted(BUILT.hadoop()),
            Finding::remedy);
  }
}
