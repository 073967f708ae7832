package dev.heirloom.restoration.detect;

import static dev.heirloom.restoration.detect.ProposalNetwork.CELL;
import static dev.heirloom.restoration.detect.ProposalNetwork.STRIDE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class MarkedSquaresTest {
  @Test
  void nothingMarkedIsNothingToLookAt() {
    assertThat(new MarkedSquares(300, 200).areas()).isEmpty();
  }

  @Test
  void everythingMarkedIsThePlane() {
    MarkedSquares squares = new MarkedSquares(301, 203);
    for (int y = 0; y < 203; y++) {
      for (int x = 0; x < 301; x++) {
        squares.mark(x, y);
      }
    }
    assertThat(squares.areas()).containsExactly(new PlaneArea(0, 0, 301, 203));
  }

  @RepeatedTest(50)
  void everyCellAboutAMarkIsSeenAsAWhole(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int width = CELL + random.nextInt(400);
    int height = CELL + random.nextInt(400);
    MarkedSquares squares = new MarkedSquares(width, height);
    List<int[]> marks =
        random
            .ints(1 + random.nextInt(8))
            .mapToObj(i -> new int[] {random.nextInt(width), random.nextInt(height)})
            .toList();
    marks.forEach(mark -> squares.mark(mark[0], mark[1]));

    List<PlaneArea> areas = squares.areas();
    assertThat(areas)
        .allSatisfy(
            area -> {
              assertThat(Math.min(area.x(), area.y())).isNotNegative();
              assertThat(area.x() + area.width()).isLessThanOrEqualTo(width);
              assertThat(area.y() + area.height()).isLessThanOrEqualTo(height);
            });
    for (int[] mark : marks) {
      for (int dy = -2; dy <= 2; dy++) {
        for (int dx = -2; dx <= 2; dx++) {
          int x = onGrid(mark[0] - CELL / 2 + dx * STRIDE, width);
          int y = onGrid(mark[1] - CELL / 2 + dy * STRIDE, height);
          assertThat(areas).as("areas with the cell at %d, %d", x, y).anyMatch(a -> holds(a, x, y));
        }
      }
    }
  }

  private static int onGrid(int position, int length) {
    return Math.max(0, Math.min(position, length - CELL)) / STRIDE * STRIDE;
  }

  private static boolean holds(PlaneArea area, int x, int y) {
    return x >= area.x()
        && y >= area.y()
        && x + CELL <= area.x() + area.width()
        && y + CELL <= area.y() + area.height();
  }
}
