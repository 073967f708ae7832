package dev.heirloom.job.cli;

import dev.heirloom.job.Estimate;
import dev.heirloom.job.JobSettings;
import dev.heirloom.job.RunSummary;
import dev.heirloom.job.incremental.GonePhotos;
import dev.heirloom.job.incremental.PhotoState;
import dev.heirloom.job.sink.RunCounts;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.util.StringUtils;

/** What a run did, for people and for machines. */
record SummaryText(RunSummary summary, JobSettings settings) {

  /** What a dry run found. */
  String plan() {
    String states =
        summary.pending().found().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> "%n  %-17s%,9d".formatted(label(e.getKey()), e.getValue()))
            .collect(Collectors.joining());
    return "%,d of %,d photos would be restored:%s%s%s"
        .formatted(
            summary.pending().photos().size(),
            summary.pending().total(),
            states,
            gone(),
            summary.estimate().map(SummaryText::text).orElse(""));
  }

  private static String text(Estimate estimate) {
    Estimate.Spread time = estimate.seconds();
    Estimate.Spread bytes = estimate.bytes();
    return "%n%s (%s to %s) on %d task slots, %s (%s to %s) in the tables, judged by %,d of them"
        .formatted(
            time(time.expected()),
            time(time.low()),
            time(time.high()),
            estimate.slots(),
            size(bytes.expected()),
            size(bytes.low()),
            size(bytes.high()),
            estimate.tried());
  }

  private static String time(double seconds) {
    if (seconds < 120) {
      return "%.0f s".formatted(seconds);
    }
    return seconds < 7200
        ? "%.0f min".formatted(seconds / 60)
        : "%,.1f h".formatted(seconds / 3600);
  }

  private static String size(double bytes) {
    return StringUtils.TraditionalBinaryPrefix.long2String((long) bytes, "B", 1);
  }

  String report() {
    RunCounts counts = summary.counts();
    if (summary.runNumber() == 0) {
      return nothing() + stale() + gone();
    }
    return """
        Run %d: %,d of %,d photos in %.1f s (%.2f photos/s)
          restored   %,9d  (%,d of %,d faces)
          unchanged  %,9d
          failed     %,9d%s%s%s%s
        Tables: %s"""
        .formatted(
            summary.runNumber(),
            counts.photos(),
            summary.pending().total(),
            summary.duration().toNanos() / 1e9,
            summary.photosPerSecond(),
            counts.restored(),
            counts.facesRestored(),
            counts.faces(),
            counts.unchanged(),
            counts.failed(),
            failures("  "),
            duplicates(),
            stale(),
            gone(),
            settings.output());
  }

  /** The same, in one line. */
  String line() {
    RunCounts counts = summary.counts();
    if (summary.runNumber() == 0) {
      return nothing();
    }
    return "Run %d: %,d of %,d photos in %.0f s: %,d restored, %,d unchanged, %,d failed%s"
        .formatted(
            summary.runNumber(),
            counts.photos(),
            summary.pending().total(),
            summary.duration().toNanos() / 1e9,
            counts.restored(),
            counts.unchanged(),
            counts.failed(),
            failures(" "));
  }

  private String nothing() {
    return "Nothing to do: %,d photos, all done".formatted(summary.pending().total());
  }

  private String failures(String gap) {
    return summary.counts().failures().isEmpty()
        ? ""
        : new TreeMap<>(summary.counts().failures())
            .entrySet().stream()
                .map(e -> "%s %,d".formatted(e.getKey(), e.getValue()))
                .collect(Collectors.joining(", ", gap + "(", ")"));
  }

  private String stale() {
    long stale =
        settings.reprocess().takes(PhotoState.STALE) ? 0 : summary.pending().in(PhotoState.STALE);
    return stale == 0
        ? ""
        : "%n  stale      %,9d  made by another recipe; redone with --reprocess stale"
            .formatted(stale);
  }

  private String duplicates() {
    int duplicates = summary.pending().duplicates().size();
    return duplicates == 0
        ? ""
        : "%n  duplicate  %,9d  of these have the bytes of earlier ones, and were given their results"
            .formatted(duplicates);
  }

  private String gone() {
    GonePhotos gone = summary.pending().gone();
    return gone.count() == 0
        ? ""
        : "%n  gone       %,9d  in the tables, and no longer in the input: %s%s"
            .formatted(
                gone.count(),
                String.join(", ", gone.examples()),
                gone.count() > gone.examples().size() ? ", …" : "");
  }

  String json() {
    RunCounts counts = summary.counts();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("run_id", summary.runId());
    all.put("run_number", summary.runNumber());
    all.put("output", settings.output());
    all.put("found", summary.pending().total());
    all.put("due", summary.pending().due());
    Map<String, Long> states = new TreeMap<>();
    summary.pending().found().forEach((state, photos) -> states.put(label(state), photos));
    all.put("states", states);
    all.put("gone", summary.pending().gone().count());
    summary.estimate().ifPresent(estimate -> all.put("estimate", values(estimate)));
    all.put("photos", counts.photos());
    all.put("restored", counts.restored());
    all.put("unchanged", counts.unchanged());
    all.put("failed", counts.failed());
    all.put("failures", new TreeMap<>(counts.failures()));
    all.put("faces", counts.faces());
    all.put("faces_restored", counts.facesRestored());
    all.put("seconds", summary.duration().toNanos() / 1e9);
    all.put("photos_per_second", summary.photosPerSecond());
    all.put("seconds_per_stage", new TreeMap<>(counts.secondsPerStage()));
    return Json.of(all);
  }

  private static Map<String, Object> values(Estimate estimate) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("tried", estimate.tried());
    values.put("task_slots", estimate.slots());
    values.put("seconds", estimate.seconds().expected());
    values.put("seconds_low", estimate.seconds().low());
    values.put("seconds_high", estimate.seconds().high());
    values.put("bytes", estimate.bytes().expected());
    values.put("bytes_low", estimate.bytes().low());
    values.put("bytes_high", estimate.bytes().high());
    return values;
  }

  private static String label(PhotoState state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
