package dev.heirloom.restoration.identity;

/** Decides, before anything is pasted, whether the restored face is still the same one. */
public final class IdentityGate {
  private IdentityGate() {}

  /**
   * Compares one face before and after restoration.
   *
   * @param before embedding of the original
   * @param after embedding of the restored face, as long as the other
   * @return not passed, too, where a number is not finite
   */
  public static IdentityCheck judge(float[] before, float[] after, IdentitySettings settings) {
    return new IdentityCheck(distance(before, after), settings.maxDistance());
  }

  /** The Euclidean distance of two embeddings; dlib calls less than 0.6 one person. */
  static double distance(float[] one, float[] other) {
    if (one.length != other.length) {
      throw new IllegalArgumentException(
          "embeddings of one length, got %d and %d".formatted(one.length, other.length));
    }
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = one[i] - other[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
