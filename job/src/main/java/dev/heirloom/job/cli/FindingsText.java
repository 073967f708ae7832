package dev.heirloom.job.cli;

import dev.heirloom.job.doctor.Finding;
import dev.heirloom.job.doctor.Finding.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the doctor found, for people and for machines. */
record FindingsText(List<Finding> findings) {

  /** A line for each finding, one more for its remedy, and a line that counts. */
  String table() {
    int check = width(findings.stream().map(Finding::check).toList());
    int on = width(findings.stream().map(Finding::on).toList());
    String line = "%%-7s  %%-%ds  %%-%ds  %%s".formatted(check, on);
    String remedy = "%n" + " ".repeat(9 + check + 2 + on + 2) + "-> %s";
    return findings.stream()
            .map(
                f ->
                    line.formatted(word(f.verdict()), f.check(), f.on(), f.finding())
                        + (f.remedy().isEmpty() ? "" : remedy.formatted(f.remedy())))
            .collect(Collectors.joining(System.lineSeparator()))
        + System.lineSeparator()
        + "%d ok, %d warnings, %d failed, %d skipped"
            .formatted(
                count(Verdict.OK),
                count(Verdict.WARN),
                count(Verdict.FAIL),
                count(Verdict.SKIPPED));
  }

  private static int width(List<String> words) {
    return words.stream().mapToInt(String::length).max().orElse(1);
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("verdict", word(worst()));
    all.put("checks", findings.stream().map(FindingsText::map).toList());
    return Json.of(all);
  }

  private static Map<String, String> map(Finding finding) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("check", finding.check());
    map.put("on", finding.on());
    map.put("verdict", word(finding.verdict()));
    map.put("finding", finding.finding());
    map.put("remedy", finding.remedy());
    return map;
  }

  boolean hasFailure() {
    return count(Verdict.FAIL) > 0;
  }

  private Verdict worst() {
    if (hasFailure()) {
      return Verdict.FAIL;
    }
    return count(Verdict.WARN) > 0 ? Verdict.WARN : Verdict.OK;
  }

  private long count(Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }
}
