package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.photo.Box;
import org.junit.jupiter.api.Test;

class CandidateTest {
  private static final Box WINDOW = new Box(100, 200, 40, 20);

  @Test
  void edgesMoveByShares() {
    assertThat(Candidate.regress(WINDOW, 0.25, -0.5, 0.5, 0.25))
        .contains(new Box(110, 190, 50, 35));
  }

  @Test
  void edgesThatCrossLeaveNothing() {
    assertThat(Candidate.regress(WINDOW, 0.5, 0, -0.5, 0)).isEmpty();
    assertThat(Candidate.regress(WINDOW, 0, 2, 0, 0)).isEmpty();
  }

  @Test
  void whatIsNoNumberIsNoFace() {
    assertThat(Candidate.regress(WINDOW, Double.NaN, 0, 0, 0)).isEmpty();
  }
}
