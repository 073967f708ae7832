package dev.heirloom.job.sink;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * What became of the photos of a run.
 *
 * @param statuses photos by status
 * @param failures failed photos by failure code
 * @param faces faces found
 * @param facesRestored those of them that were restored
 * @param secondsPerStage time of all tasks together
 */
public record RunCounts(
    Map<String, Long> statuses,
    Map<String, Long> failures,
    long faces,
    long facesRestored,
    Map<String, Double> secondsPerStage) {
  public static final RunCounts NONE = new RunCounts(Map.of(), Map.of(), 0, 0, Map.of());

  public RunCounts {
    statuses = Map.copyOf(statuses);
    failures = Map.copyOf(failures);
    secondsPerStage = Map.copyOf(secondsPerStage);
  }

  public long photos() {
    return statuses.values().stream().mapToLong(Long::longValue).sum();
  }

  public long restored() {
    return statuses.getOrDefault("RESTORED", 0L);
  }

  public long unchanged() {
    return statuses.getOrDefault("UNCHANGED", 0L);
  }

  public long failed() {
    return statuses.getOrDefault("FAILED", 0L);
  }

  RunCounts plus(RunCounts other) {
    return new RunCounts(
        sum(statuses, other.statuses, Long::sum),
        sum(failures, other.failures, Long::sum),
        faces + other.faces,
        facesRestored + other.facesRestored,
        sum(secondsPerStage, other.secondsPerStage, Double::sum));
  }

  private static <N> Map<String, N> sum(
      Map<String, N> some, Map<String, N> more, BinaryOperator<N> plus) {
    Map<String, N> sum = new TreeMap<>(some);
    more.forEach((key, value) -> sum.merge(key, value, plus));
    return sum;
  }
}
