package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.photo.Point;
import java.util.function.Consumer;

/** How far a point may be from where it is expected. */
final class Near {
  private Near() {}

  static Consumer<Point> to(Point expected, double distance) {
    return point ->
        assertThat(point.distanceTo(expected))
            .as("%s from %s", point, expected)
            .isLessThanOrEqualTo(distance);
  }
}
