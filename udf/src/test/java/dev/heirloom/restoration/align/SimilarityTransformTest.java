package dev.heirloom.restoration.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heirloom.restoration.photo.Point;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SimilarityTransformTest {
  private static final Offset<Double> EXACT = within(1e-7);
  private final Random random = new Random(20261123);

  @Test
  void theInverseTakesPointsBack() {
    for (int i = 0; i < 1000; i++) {
      SimilarityTransform transform = transform();
      Point point = point();
      assertSame(transform.inverse().apply(transform.apply(point)), point);
    }
  }

  @Test
  void oneThenTheOtherIsTheOtherAfterTheOne() {
    for (int i = 0; i < 1000; i++) {
      SimilarityTransform first = transform();
      SimilarityTransform next = transform();
      Point point = point();
      assertSame(first.then(next).apply(point), next.apply(first.apply(point)));
    }
  }

  @Test
  void theScaleIsTheRatioOfDistances() {
    for (int i = 0; i < 1000; i++) {
      SimilarityTransform transform = transform();
      Point one = point();
      Point other = point();
      assertThat(transform.apply(one).distanceTo(transform.apply(other)))
          .isCloseTo(transform.scale() * one.distanceTo(other), EXACT);
    }
  }

  @Test
  void aFitFindsTheTransformThatWasApplied() {
    for (int i = 0; i < 1000; i++) {
      SimilarityTransform transform = transform();
      List<Point> from = points(2 + random.nextInt(5)).toList();
      List<Point> to = from.stream().map(transform::apply).toList();
      SimilarityTransform fitted = SimilarityTransform.fit(from, to);
      Point point = point();
      assertSame(fitted.apply(point), transform.apply(point));
    }
  }

  @Test
  void noOtherTransformFitsBetter() {
    for (int i = 0; i < 200; i++) {
      List<Point> from = points(5).toList();
      List<Point> to = points(5).toList();
      SimilarityTransform best = SimilarityTransform.fit(from, to);
      SimilarityTransform near =
          new SimilarityTransform(
              best.a() + random.nextGaussian() * 1e-3,
              best.b() + random.nextGaussian() * 1e-3,
              best.tx() + random.nextGaussian(),
              best.ty() + random.nextGaussian());
      assertThat(error(best, from, to)).isLessThan(error(near, from, to));
    }
  }

  @Test
  void pointsInOnePlaceHaveNoFit() {
    List<Point> one = List.of(new Point(1, 2), new Point(1, 2));
    List<Point> two = List.of(new Point(0, 0), new Point(1, 0));
    assertThatThrownBy(() -> SimilarityTransform.fit(one, two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not an invertible similarity");
    assertThatThrownBy(() -> SimilarityTransform.fit(two, one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not an invertible similarity");
  }

  @Test
  void listsOfDifferentLengthHaveNoFit() {
    List<Point> two = List.of(new Point(0, 0), new Point(1, 0));
    assertThatThrownBy(() -> SimilarityTransform.fit(two, two.subList(0, 1)))
        .hasMessage("as many points on both sides, at least 2: got 2 and 1");
  }

  private static double error(SimilarityTransform transform, List<Point> from, List<Point> to) {
    return IntStream.range(0, from.size())
        .mapToDouble(i -> Math.pow(transform.apply(from.get(i)).distanceTo(to.get(i)), 2))
        .sum();
  }

  private SimilarityTransform transform() {
    double angle = random.nextDouble() * 2 * Math.PI;
    double scale = Math.exp(random.nextGaussian());
    return new SimilarityTransform(
        scale * Math.cos(angle),
        scale * Math.sin(angle),
        random.nextGaussian() * 100,
        random.nextGaussian() * 100);
  }

  private Stream<Point> points(int count) {
    return Stream.generate(this::point).limit(count);
  }

  private Point point() {
    return new Point(random.nextGaussian() * 500, random.nextGaussian() * 500);
  }

  private static void assertSame(Point actual, Point expected) {
    assertThat(actual.distanceTo(expected)).isCloseTo(0, EXACT);
  }
}
