package dev.heirloom.job;

import org.apache.commons.math3.stat.StatUtils;

/**
 * What the photos that are due will take, judged by some of them.
 *
 * @param tried how many the figures come from
 * @param slots tasks at a time
 * @param seconds on these slots
 * @param bytes of restored images and previews
 */
public record Estimate(int tried, int slots, Spread seconds, Spread bytes) {

  /**
   * A figure, and what it lies between with 95 % confidence.
   *
   * @param low not negative
   */
  public record Spread(double expected, double low, double high) {
    private static final double NORMAL_95 = 1.96;

    /**
     * A sum over {@code all} things, of which some are known: by the normal distribution, and the
     * correction for finite populations.
     *
     * @param some values of one or more that were drawn evenly; one alone is taken to be as far off
     *     as it is large
     */
    static Spread ofSum(double[] some, long all) {
      double mean = StatUtils.mean(some);
      double unknown = 1 - some.length / (double) all;
      double variance = some.length == 1 ? mean * mean : StatUtils.variance(some);
      double around = NORMAL_95 * Math.sqrt(variance / some.length * unknown);
      return new Spread(all * mean, all * Math.max(0, mean - around), all * (mean + around));
    }

    Spread dividedBy(int parts) {
      return new Spread(expected / parts, low / parts, high / parts);
    }
  }
}
