package dev.heirloom.restoration.align;

import dev.heirloom.restoration.photo.Point;
import java.util.List;

/** Rotation, uniform scale and shift in the plane: (x, y) → (a·x − b·y + tx, b·x + a·y + ty). */
public record SimilarityTransform(double a, double b, double tx, double ty) {

  public SimilarityTransform {
    if (!Double.isFinite(a + b + tx + ty) || a * a + b * b == 0) {
      throw new IllegalArgumentException(
          "not an invertible similarity: a %s, b %s, tx %s, ty %s".formatted(a, b, tx, ty));
    }
  }

  /**
   * The least-squares similarity without reflection that takes {@code from} to {@code to}:
   * Umeyama's closed form in two dimensions (IEEE TPAMI 13(4), 1991).
   *
   * @throws IllegalArgumentException if the lists differ in size, or all points of {@code from} are
   *     one
   */
  public static SimilarityTransform fit(List<Point> from, List<Point> to) {
    if (from.size() != to.size() || from.size() < 2) {
      throw new IllegalArgumentException(
          "as many points on both sides, at least 2: got %d and %d"
              .formatted(from.size(), to.size()));
    }
    Point p = mean(from);
    Point q = mean(to);
    double along = 0;
    double across = 0;
    double spread = 0;
    for (int i = 0; i < from.size(); i++) {
      double x = from.get(i).x() - p.x();
      double y = from.get(i).y() - p.y();
      double u = to.get(i).x() - q.x();
      double v = to.get(i).y() - q.y();
      along += x * u + y * v;
      across += x * v - y * u;
      spread += x * x + y * y;
    }
    double a = along / spread;
    double b = across / spread;
    return new SimilarityTransform(
        a, b, q.x() - (a * p.x() - b * p.y()), q.y() - (b * p.x() + a * p.y()));
  }

  public Point apply(Point point) {
    return new Point(a * point.x() - b * point.y() + tx, b * point.x() + a * point.y() + ty);
  }

  public double scale() {
    return Math.hypot(a, b);
  }

  /** The exact inverse. */
  public SimilarityTransform inverse() {
    double n = a * a + b * b;
    double ia = a / n;
    double ib = -b / n;
    return new SimilarityTransform(ia, ib, -(ia * tx - ib * ty), -(ib * tx + ia * ty));
  }

  /** First this transform, then {@code next}. */
  public SimilarityTransform then(SimilarityTransform next) {
    Point shift = next.apply(new Point(tx, ty));
    return new SimilarityTransform(
        next.a * a - next.b * b, next.b * a + next.a * b, shift.x(), shift.y());
  }

  private static Point mean(List<Point> points) {
    double x = 0;
    double y = 0;
    for (Point point : points) {
      x += point.x();
      y += point.y();
    }
    return new Point(x / points.size(), y / points.size());
  }
}
