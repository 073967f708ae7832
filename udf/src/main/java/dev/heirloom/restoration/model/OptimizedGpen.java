package dev.heirloom.restoration.model;

import java.nio.file.Path;

/**
 * A network that was shown to be equal to the one it was made of.
 *
 * @param file the new one
 * @param sha256 its hash, 64 lower-case hex digits
 * @param convolutions how many have constant weights now
 * @param difference the largest between the two results over all trial pictures, of -1…1
 * @param time for one face
 */
public record OptimizedGpen(
    Path file, String sha256, int convolutions, double difference, Time time) {

  /**
   * How long one face takes on all cores, the shortest of several runs.
   *
   * @param before milliseconds
   * @param after milliseconds
   */
  public record Time(double before, double after) {
    /** How many times as fast it is. */
    public double gain() {
      return before / after;
    }
  }
}
