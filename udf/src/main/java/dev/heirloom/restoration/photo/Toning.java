package dev.heirloom.restoration.photo;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC3;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.DECOMP_CHOLESKY;
import static org.bytedeco.opencv.global.opencv_core.GEMM_1_T;
import static org.bytedeco.opencv.global.opencv_core.LUT;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.gemm;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.bytedeco.opencv.global.opencv_core.setIdentity;
import static org.bytedeco.opencv.global.opencv_core.solve;
import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Whether a picture has colours of its own, or one law that gives each level of gray its tone
 * (gray, sepia, cyanotype). A toned picture is restored in gray and keeps its law. Immutable.
 */
public final class Toning {
  /** Pixels of the longer side on which the law is fitted. */
  private static final int SAMPLE_SIDE = 160;

  /** Colours that stray further than this from the law, in levels (root mean square), are real. */
  private static final double STRAY_LEVELS = 4.0;

  /** A law that is nowhere further than this from gray is gray. */
  private static final double NEUTRAL_LEVELS = 0.1;

  /** Weight of the coefficients' squares beside a mean square of levels, in the fit. */
  private static final double LEANING = 1e-5;

  private static final int TERMS = 4;

  /** Blue, green and red of each level of gray, 256 triples; empty for a picture with colours. */
  private final float[] law;

  private Toning(float[] law) {
    this.law = law;
  }

  /**
   * Fits the law: how far blue, green and red stray from gray, as cubic polynomials of the gray
   * level, by least squares over a reduced picture.
   *
   * @param picture 8-bit blue, green, red, of any size
   */
  public static Toning of(Picture picture) {
    try (PointerScope scope = new PointerScope()) {
      Mat pixels = picture.withLongestSide(SAMPLE_SIDE);
      Mat gray = new Mat();
      cvtColor(pixels, gray, COLOR_BGR2GRAY);
      int count = (int) gray.total();
      Mat powers = powers(gray, count);
      Mat tints = tints(pixels, gray, count);
      Mat coefficients = fit(powers, tints);
      double stray = norm(product(powers, coefficients, 0), tints) / Math.sqrt(3.0 * count);
      return new Toning(stray > STRAY_LEVELS ? new float[0] : law(coefficients));
    }
  }

  /** Whether the picture has no colours of its own. */
  public boolean isMonochrome() {
    return law.length > 0;
  }

  /**
   * What the model is to see of {@code crop}: its gray where the picture is monochrome.
   *
   * @param crop 8-bit blue, green, red
   * @return of the same size and kind, in memory of its own
   */
  public Picture untoned(Picture crop) {
    if (!isMonochrome()) {
      return crop.copy();
    }
    try (Mat gray = new Mat()) {
      Mat bgr = new Mat();
      cvtColor(crop.mat(), gray, COLOR_BGR2GRAY);
      cvtColor(gray, bgr, COLOR_GRAY2BGR);
      return new Picture(bgr);
    }
  }

  /**
   * What has to be added to the picture for {@code before} to become {@code after}, under its law.
   *
   * @param before 8-bit blue, green, red
   * @param after of the same size and kind
   * @return float, blue, green, red, -255…255; the caller closes it
   */
  public Mat difference(Picture before, Picture after) {
    Mat difference = new Mat();
    try (Mat from = levels(before);
        Mat to = levels(after)) {
      subtract(to, from, difference);
    }
    return difference;
  }

  private Mat levels(Picture picture) {
    Mat levels = new Mat();
    if (!isMonochrome()) {
      picture.mat().convertTo(levels, CV_32F);
      return levels;
    }
    try (PointerScope scope = new PointerScope()) {
      Mat gray = new Mat();
      Mat bgr = new Mat();
      cvtColor(picture.mat(), gray, COLOR_BGR2GRAY);
      cvtColor(gray, bgr, COLOR_GRAY2BGR);
      Mat table = new Mat(1, 256, CV_32FC3);
      table.<FloatIndexer>createIndexer().put(0, law);
      LUT(bgr, table, levels);
      return levels;
    }
  }

  /** One row per pixel: 1, x, x², x³ with x the gray level in 0…1. */
  private static Mat powers(Mat gray, int count) {
    Mat powers = new Mat(count, TERMS, CV_64F);
    UByteIndexer levels = gray.reshape(1, count).createIndexer();
    DoubleIndexer rows = powers.createIndexer();
    for (int i = 0; i < count; i++) {
      double x = levels.get(i, 0) / 255.0;
      rows.put(i, new double[] {1, x, x * x, x * x * x});
    }
    return powers;
  }

  /** One row per pixel: blue, green and red less the gray level. */
  private static Mat tints(Mat pixels, Mat gray, int count) {
    Mat triple = new Mat();
    cvtColor(gray, triple, COLOR_GRAY2BGR);
    Mat tints = new Mat();
    subtract(pixels, triple, tints, new Mat(), CV_64F);
    return tints.reshape(1, count);
  }

  /**
   * The normal equations, leaning to gray: a picture of few levels, or of few pixels, leaves terms
   * open, and levels that it lacks must get a sane tone, too.
   */
  private static Mat fit(Mat powers, Mat tints) {
    Mat normal = product(powers, powers, GEMM_1_T);
    Mat leaning = new Mat(TERMS, TERMS, CV_64F);
    setIdentity(leaning, Scalar.all(LEANING * powers.rows()));
    add(normal, leaning, normal);
    Mat coefficients = new Mat();
    solve(normal, product(powers, tints, GEMM_1_T), coefficients, DECOMP_CHOLESKY);
    return coefficients;
  }

  private static Mat product(Mat left, Mat right, int flags) {
    Mat product = new Mat();
    gemm(left, right, 1, new Mat(), 0, product, flags);
    return product;
  }

  private static float[] law(Mat coefficients) {
    DoubleIndexer terms = coefficients.createIndexer();
    float[] law = new float[256 * 3];
    boolean neutral = true;
    for (int level = 0; level < 256; level++) {
      for (int channel = 0; channel < 3; channel++) {
        double tint = tint(terms, channel, level / 255.0);
        law[3 * level + channel] = (float) Math.max(0, Math.min(255, level + tint));
        neutral &= Math.abs(tint) < NEUTRAL_LEVELS;
      }
    }
    return neutral ? grays() : law;
  }

  private static double tint(DoubleIndexer terms, int channel, double x) {
    return terms.get(0, channel)
        + x * (terms.get(1, channel) + x * (terms.get(2, channel) + x * terms.get(3, channel)));
  }

  /** Gray that stays gray to the last level, whatever the rounding of the fit. */
  private static float[] grays() {
    float[] law = new float[256 * 3];
    for (int i = 0; i < law.length; i++) {
      law[i] = i / 3;
    }
    return law;
  }
}
