package dev.heirloom.restoration.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RestoreSettingsTest {
  private static final RestoreSettings SETTINGS = new RestoreSettings(10, 2);

  @Test
  void onlyAFaceThatIsSharpAndCleanIsGoodAlready() {
    assertThat(SETTINGS.isGoodAlready(10, 2, 1)).isTrue();
    assertThat(SETTINGS.isGoodAlready(9.9, 0, 1)).isFalse();
    assertThat(SETTINGS.isGoodAlready(50, 2.1, 1)).isFalse();
    assertThat(SETTINGS.isGoodAlready(Double.NaN, Double.NaN, 1)).isFalse();
  }

  @Test
  void aFaceThatWasEnlargedALotMustBeSharper() {
    assertThat(SETTINGS.isGoodAlready(12, 0, 0.5)).isTrue();
    assertThat(SETTINGS.isGoodAlready(12, 0, 1.9)).isTrue();
    assertThat(SETTINGS.isGoodAlready(12, 0, 2)).isFalse();
    assertThat(SETTINGS.isGoodAlready(23, 0, 2)).isTrue();
  }

  @Test
  void limitsArePositive() {
    assertThatThrownBy(() -> new RestoreSettings(0, 1))
        .hasMessage("limits must be positive, got 0.0 and 1.0");
  }
}
