package dev.heirloom.restoration.photo;

/**
 * A position in a picture, in pixels: the centre of the top-left pixel is (0, 0), x grows to the
 * right, y downwards.
 */
public record Point(double x, double y) {

  public Point {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("a point must be finite, got (%s, %s)".formatted(x, y));
    }
  }

  public double distanceTo(Point other) {
    return Math.hypot(x - other.x, y - other.y);
  }

  /** The point half way to {@code other}. */
  public Point midpoint(Point other) {
    return new Point((x + other.x) / 2, (y + other.y) / 2);
  }

  public Point plus(double dx, double dy) {
    return new Point(x + dx, y + dy);
  }

  public Point times(double factor) {
    return new Point(x * factor, y * factor);
  }
}
