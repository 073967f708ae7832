package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.photo.Box;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NonMaximumSuppressionTest {
  private static final NonMaximumSuppression<Candidate> BY_UNION =
      new NonMaximumSuppression<>(
          Candidate::face, Candidate::score, Box::intersectionOverUnion, 0.5);
  private static final NonMaximumSuppression<Candidate> BY_MINIMUM =
      new NonMaximumSuppression<>(
          Candidate::face, Candidate::score, Box::intersectionOverMinimum, 0.7);

  @Test
  void nothingStaysNothing() {
    assertThat(BY_UNION.apply(List.of())).isEmpty();
  }

  @Test
  void theBestOfTwoOnEachOtherStays() {
    Candidate weak = candidate(0, 0, 10, 0.7);
    Candidate strong = candidate(1, 1, 10, 0.8);
    assertThat(BY_UNION.apply(List.of(weak, strong))).containsExactly(strong);
  }

  @Test
  void boxesThatOnlyTouchBothStay() {
    Candidate left = candidate(0, 0, 10, 0.7);
    Candidate right = candidate(10, 0, 10, 0.8);
    assertThat(BY_UNION.apply(List.of(left, right))).containsExactly(right, left);
  }

  @Test
  void anOverlapOfJustTheLimitIsStillTwo() {
    Candidate whole = candidate(0, 0, 10, 0.8);
    Candidate half = new Candidate(whole.window(), new Box(0, 0, 10, 5), 0.7, List.of());
    assertThat(BY_UNION.apply(List.of(whole, half))).containsExactly(whole, half);
  }

  @Test
  void aBoxInsideALargerOneIsTheSameFaceByTheSmallerBox() {
    Candidate outer = candidate(0, 0, 100, 0.8);
    Candidate inner = candidate(40, 40, 20, 0.9);
    assertThat(BY_UNION.apply(List.of(outer, inner))).hasSize(2);
    assertThat(BY_MINIMUM.apply(List.of(outer, inner))).containsExactly(inner);
  }

  @Test
  void whatIsSuppressedSuppressesNothing() {
    Candidate first = candidate(0, 0, 10, 0.9);
    Candidate second = candidate(3, 0, 10, 0.8);
    Candidate third = candidate(6, 0, 10, 0.7);
    assertThat(BY_UNION.apply(List.of(third, second, first))).containsExactly(first, third);
  }

  @Test
  void theResultDoesNotDependOnTheOrder() {
    Random random = new Random(3);
    List<Candidate> candidates =
        new ArrayList<>(
            Stream.generate(
                    () ->
                        candidate(
                            random.nextInt(50), random.nextInt(50), 20, random.nextInt(5) / 5.0))
                .limit(200)
                .toList());
    List<Candidate> kept = BY_UNION.apply(candidates);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(candidates, random);
      assertThat(BY_UNION.apply(candidates)).isEqualTo(kept);
    }
  }

  @Test
  void noTwoSurvivorsOverlapAndEveryOtherOverlapsABetterOne() {
    Random random = new Random(4);
    List<Candidate> candidates =
        Stream.generate(
                () ->
                    candidate(
                        random.nextInt(99),
                        random.nextInt(99),
                        1 + random.nextInt(40),
                        random.nextDouble()))
            .limit(300)
            .toList();
    List<Candidate> kept = BY_UNION.apply(candidates);
    for (Candidate candidate : candidates) {
      long better =
          kept.stream()
              .filter(k -> k.score() >= candidate.score())
              .filter(k -> k.face().intersectionOverUnion(candidate.face()) > 0.5)
              .count();
      if (kept.contains(candidate)) {
        assertThat(better).as("itself alone").isEqualTo(1);
      } else {
        assertThat(better).as("survivors on it").isPositive();
      }
    }
  }

  private static Candidate candidate(double x, double y, double side, double score) {
    Box box = new Box(x, y, side, side);
    return new Candidate(box, box, score, List.of());
  }
}
