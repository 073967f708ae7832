package dev.heirloom.restoration.photo;

/**
 * An upright rectangle in pixels of the upright picture; it may reach beyond the picture's border.
 *
 * @param x left edge
 * @param y top edge
 * @param width greater than 0
 * @param height greater than 0
 */
public record Box(double x, double y, double width, double height) {

  public Box {
    boolean finite = Double.isFinite(x + y + width + height);
    if (!finite || width <= 0 || height <= 0) {
      throw new IllegalArgumentException(
          "a box needs finite edges and a positive size, got %s, %s, %s x %s"
              .formatted(x, y, width, height));
    }
  }

  public double right() {
    return x + width;
  }

  public double bottom() {
    return y + height;
  }

  public double area() {
    return width * height;
  }

  public double longerSide() {
    return Math.max(width, height);
  }

  public double shorterSide() {
    return Math.min(width, height);
  }

  public Point centre() {
    return new Point(x + width / 2, y + height / 2);
  }

  /** The square around the same centre whose side is the longer side. */
  public Box square() {
    double side = longerSide();
    return new Box(x + (width - side) / 2, y + (height - side) / 2, side, side);
  }

  public Box times(double factor) {
    return new Box(x * factor, y * factor, width * factor, height * factor);
  }

  public Box plus(double dx, double dy) {
    return new Box(x + dx, y + dy, width, height);
  }

  public boolean contains(Point point) {
    return point.x() >= x && point.x() <= right() && point.y() >= y && point.y() <= bottom();
  }

  /** Shared area in square pixels; 0 when the boxes are apart. */
  public double intersection(Box other) {
    // Most boxes are apart, and comparing is cheaper than Math.min.
    if (x >= other.right() || other.x >= right() || y >= other.bottom() || other.y >= bottom()) {
      return 0;
    }
    double w = Math.min(right(), other.right()) - Math.max(x, other.x);
    double h = Math.min(bottom(), other.bottom()) - Math.max(y, other.y);
    return w * h;
  }

  /** Shared area over joint area, 0…1. */
  public double intersectionOverUnion(Box other) {
    double shared = intersection(other);
    return shared / (area() + other.area() - shared);
  }

  /** Shared area over the area of the smaller box, 0…1. */
  public double intersectionOverMinimum(Box other) {
    return intersection(other) / Math.min(area(), other.area());
  }
}
