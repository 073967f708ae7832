package dev.heirloom.restoration.decode;

/**
 * How closely the pixels of the upright picture lie, as the file says it.
 *
 * @param x pixels per unit from left to right, more than 0; with {@link Unit#NONE} only the ratio
 *     of the two counts
 * @param y pixels per unit from top to bottom, more than 0
 */
public record Density(double x, double y, Unit unit) {
  private static final double CENTIMETRES_PER_INCH = 2.54;

  /** What the numbers count by. */
  public enum Unit {
    /** The file gives no resolution, or only the shape of a pixel. */
    NONE,
    INCH,
    CENTIMETRE
  }

  /** Square pixels of unknown size. */
  public static final Density UNKNOWN = new Density(1, 1, Unit.NONE);

  private static final double MOST = 1e6;

  /** The density, or {@link #UNKNOWN} where the numbers make no sense. */
  public static Density of(double x, double y, Unit unit) {
    boolean sane = x > 0 && x <= MOST && y > 0 && y <= MOST;
    return sane ? new Density(x, y, unit) : UNKNOWN;
  }

  public Density {
    if (!(x > 0 && y > 0)) {
      throw new IllegalArgumentException("a density is more than 0, got %s, %s".formatted(x, y));
    }
  }

  /** Whether the file says how large the picture is. */
  public boolean isKnown() {
    return unit != Unit.NONE;
  }

  /** Whether there is anything to keep. */
  public boolean saysNothing() {
    return unit == Unit.NONE && x == y;
  }

  /** Horizontal dots per inch; 0 when unknown. */
  public double dpi() {
    return perInch(x);
  }

  /** The same density by inches, where it is known. */
  public Density byInch() {
    return isKnown() ? new Density(perInch(x), perInch(y), Unit.INCH) : this;
  }

  /** That of the picture turned by a quarter. */
  Density turned() {
    return new Density(y, x, unit);
  }

  private double perInch(double perUnit) {
    return switch (unit) {
      case NONE -> 0;
      case INCH -> perUnit;
      case CENTIMETRE -> perUnit * CENTIMETRES_PER_INCH;
    };
  }
}
