package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heirloom.job.Estimate.Spread;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EstimateTest {
  @Test
  void aSumOfWhatIsKnownIsCertain() {
    assertThat(Spread.ofSum(new double[] {1, 2, 6}, 3)).isEqualTo(new Spread(9, 9, 9));
    assertThat(Spread.ofSum(new double[] {5}, 1)).isEqualTo(new Spread(5, 5, 5));
  }

  @Test
  void itIsNeverLessThanNothing() {
    assertThat(Spread.ofSum(new double[] {0, 0, 90}, 1000).low()).isZero();
    assertThat(Spread.ofSum(new double[] {4}, 1000).low()).isZero();
  }

  @Test
  void aPartTakesAPartOfTheTime() {
    assertThat(new Spread(8, 4, 12).dividedBy(4)).isEqualTo(new Spread(2, 1, 3));
  }

  @Test
  void nineteenOfTwentyEstimatesHoldTheTruth() {
    Random random = new Random(20);
    double[] all = random.doubles(400, 0, 10).toArray();
    double truth = Arrays.stream(all).sum();
    int held = 0;
    int trials = 4000;
    for (int i = 0; i < trials; i++) {
      double[] some =
          random.ints(0, all.length).distinct().limit(40).mapToDouble(n -> all[n]).toArray();
      Spread spread = Spread.ofSum(some, all.length);
      held += spread.low() <= truth && truth <= spread.high() ? 1 : 0;
    }
    assertThat(held / (double) trials).isCloseTo(0.95, within(0.02));
  }
}
