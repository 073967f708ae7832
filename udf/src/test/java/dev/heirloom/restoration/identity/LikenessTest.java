package dev.heirloom.restoration.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LikenessTest {
  private static final Likeness BEFORE = likeness(0, 0.3f, 1, 0);

  @Test
  void theDistanceIsEuclidean() {
    assertThat(Likeness.distance(new float[] {1, 2, 3}, new float[] {1, 5, 7}))
        .isCloseTo(5, within(1e-9));
  }

  @Test
  void embeddingsOfDifferentNetworksAreNotCompared() {
    assertThatThrownBy(() -> Likeness.distance(new float[128], new float[512]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("embeddings of one length, got 128 and 512");
  }

  @Test
  void whatTheGateAllowsFollowsFromWhatTheSmallFacesShow() {
    IdentitySettings settings = new IdentitySettings(0.5, 2, 0.5, 0);
    IdentityCheck check = settings.check(1, BEFORE, likeness(0.4f, 0.4f, 0.6f, 0.8f));
    assertThat(check.distance()).isCloseTo(0.4, within(1e-6));
    assertThat(check.allowed()).isCloseTo(0.5 - 2 * 0.1 - 0.5 * (1 - 0.6), within(1e-6));
  }

  @Test
  void theLimitItselfPasses() {
    IdentitySettings settings = new IdentitySettings(0.5, 0, 0, 0);
    assertThat(settings.check(1, BEFORE, likeness(0.5f, 0, 1, 0)).passed()).isTrue();
    assertThat(settings.check(1, BEFORE, likeness(Float.NaN, 0, 1, 0)).passed()).isFalse();
    assertThat(settings.check(1, BEFORE, likeness(0, Float.NaN, 1, 0)).passed()).isFalse();
  }

  private static Likeness likeness(float embedding, float small, float... pixels) {
    return new Likeness(new float[] {embedding}, new float[] {small}, pixels);
  }
}
