package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RunLimitsTest {
  @Test
  void commitsGrowWithTheCluster() {
    assertThat(RunLimits.DEFAULT.photosOfCommit(2)).isEqualTo(1000);
    assertThat(RunLimits.DEFAULT.photosOfCommit(400)).isEqualTo(80_000);
  }

  @Test
  void aSizeThatIsAskedForIsKept() {
    assertThat(limits(7).photosOfCommit(400)).isEqualTo(7);
    assertThatIllegalArgumentException().isThrownBy(() -> limits(-1));
  }

  private static RunLimits limits(int commitEvery) {
    return new RunLimits(commitEvery, Integer.MAX_VALUE, 1, RunLimits.OnEmpty.FAIL);
  }
}
