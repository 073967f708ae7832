package dev.heirloom.job.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings of many processes, said once where they are the same. */
final class Places {
  private static final int NAMED = 3;

  private Places() {}

  /** Joins findings that differ only in where they were made; the order stays. */
  static List<Finding> joined(List<Finding> findings) {
    Map<Finding, List<String>> places = new LinkedHashMap<>();
    for (Finding finding : findings) {
      places.computeIfAbsent(at(finding, ""), same -> new ArrayList<>()).add(finding.on());
    }
    return places.entrySet().stream().map(e -> at(e.getKey(), together(e.getValue()))).toList();
  }

  private static Finding at(Finding finding, String on) {
    return new Finding(finding.check(), on, finding.verdict(), finding.finding(), finding.remedy());
  }

  /** For people: all of them while they are few, or else the first and how many more. */
  static String together(List<String> places) {
    List<String> distinct = places.stream().distinct().toList();
    int more = distinct.size() - NAMED;
    return more <= 0
        ? String.join(", ", distinct)
        : "%s and %d more".formatted(String.join(", ", distinct.subList(0, NAMED)), more);
  }
}
