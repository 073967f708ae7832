package dev.heirloom.job.doctor;

/**
 * What a check has found.
 *
 * @param check what was looked at, a word or two
 * @param on which process, or processes, it was looked at from
 * @param finding one line
 * @param remedy what to do about it, one line; empty if there is nothing to do
 */
public record Finding(String check, String on, Verdict verdict, String finding, String remedy) {
  private static final String NO_REMEDY = "the log of that process has the details";

  /** From good to bad. */
  public enum Verdict {
    OK,
    /** Not looked at, and what would be needed for that. */
    SKIPPED,
    /** A run would work, but slower, less safely, or not for all photos. */
    WARN,
    /** A run would fail. */
    FAIL
  }

  public Finding {
    // Names of files may have anything in them.
    finding = finding.replaceAll("\\p{Cntrl}", "?");
    remedy = remedy.replaceAll("\\p{Cntrl}", "?");
    if (finding.isBlank() || remedy.isBlank() != (verdict == Verdict.OK)) {
      throw new IllegalArgumentException(
          "all has a finding, and all but what is in order a remedy: " + finding);
    }
  }

  static Finding ok(String check, String on, String finding) {
    return new Finding(check, on, Verdict.OK, finding, "");
  }

  static Finding skipped(String check, String on, String finding, String remedy) {
    return new Finding(check, on, Verdict.SKIPPED, finding, remedy);
  }

  static Finding warn(String check, String on, String finding, String remedy) {
    return new Finding(check, on, Verdict.WARN, finding, remedy);
  }

  static Finding fail(String check, String on, String finding, String remedy) {
    return new Finding(check, on, Verdict.FAIL, finding, remedy);
  }

  /**
   * From a complaint as the other commands end with: problem and cause, a semicolon, and the
   * remedy.
   */
  static Finding fail(String check, String on, String complaint) {
    String line = complaint.lines().findFirst().orElse("no reason given");
    int end = line.indexOf("; ");
    return end < 0
        ? fail(check, on, line, NO_REMEDY)
        : fail(check, on, line.substring(0, end), line.substring(end + 2));
  }
}
