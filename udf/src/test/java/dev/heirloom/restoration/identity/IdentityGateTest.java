package dev.heirloom.restoration.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IdentityGateTest {
  private static final IdentitySettings HALF = new IdentitySettings(0.5);

  @Test
  void theDistanceIsEuclidean() {
    IdentityCheck check = IdentityGate.judge(new float[] {1, 2, 3}, new float[] {1, 5, 7}, HALF);
    assertThat(check.distance()).isCloseTo(5, within(1e-9));
    assertThat(check.allowed()).isEqualTo(0.5);
    assertThat(check.passed()).isFalse();
  }

  @Test
  void theSameFacePasses() {
    float[] face = {0.1f, -0.2f, 0.05f};
    assertThat(IdentityGate.judge(face, face.clone(), HALF)).isEqualTo(new IdentityCheck(0, 0.5));
    assertThat(IdentityGate.judge(face, face, HALF).passed()).isTrue();
  }

  @Test
  void theLimitItselfPasses() {
    assertThat(IdentityGate.judge(new float[] {0}, new float[] {0.5f}, HALF).passed()).isTrue();
  }

  @Test
  void whatIsNoNumberDoesNotPass() {
    float[] broken = {Float.NaN, 0};
    assertThat(IdentityGate.judge(broken, new float[] {0, 0}, HALF).passed()).isFalse();
    assertThat(IdentityGate.judge(new float[] {0, 0}, broken, HALF).passed()).isFalse();
  }

  @Test
  void embeddingsOfDifferentNetworksAreNotCompared() {
    assertThatThrownBy(() -> IdentityGate.judge(new float[128], new float[512], HALF))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("embeddings of one length, got 128 and 512");
  }
}
