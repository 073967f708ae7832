package dev.heirloom.job.report;

import java.util.List;

/**
 * A photo as the page shows it.
 *
 * @param preview JPEG; empty where there is none
 * @param reason why it failed; empty if it did not
 * @param measures name and values, ready to be read
 */
record ReportPhoto(
    String uri,
    String status,
    byte[] preview,
    String reason,
    List<String> faces,
    List<Measure> measures) {

  /** A number before and after. */
  record Measure(String name, String before, String after) {}
}
