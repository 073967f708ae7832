package dev.heirloom.restoration.align;

import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Point;

/** Where the five landmarks lie in the aligned square, as fractions of its side. */
public enum FaceTemplate {
  /** The mean FFHQ face, on which GPEN was trained (facexlib's 512 px points). */
  FFHQ(
      new double[][] {
        {192.98138, 239.94708},
        {318.90277, 240.1936},
        {256.63416, 314.01935},
        {201.26117, 371.41043},
        {313.08905, 371.15118}
      }),
  /** GPEN's own demonstration: ArcFace's points in a square with a quarter of padding. */
  GPEN(
      new double[][] {
        {202.040684, 242.883963},
        {309.430246, 242.289981},
        {256.076800, 303.959170},
        {211.959775, 366.828195},
        {300.891125, 366.336310}
      });

  private static final double SIDE = 512;

  private final FaceLandmarks landmarks;

  FaceTemplate(double[][] at512) {
    this.landmarks =
        new FaceLandmarks(
            fraction(at512[0]),
            fraction(at512[1]),
            fraction(at512[2]),
            fraction(at512[3]),
            fraction(at512[4]));
  }

  /**
   * The landmarks in a square of {@code side} pixels: the same places whatever the side, with pixel
   * centres at whole numbers.
   */
  public FaceLandmarks landmarks(int side) {
    return FaceLandmarks.of(
        landmarks.points().stream().map(p -> p.times(side).plus(-0.5, -0.5)).toList());
  }

  private static Point fraction(double[] point) {
    return new Point((point[0] + 0.5) / SIDE, (point[1] + 0.5) / SIDE);
  }
}
