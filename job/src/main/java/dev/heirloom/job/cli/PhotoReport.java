package dev.heirloom.job.cli;

import dev.heirloom.restoration.PhotoResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of one photo, for people and for machines.
 *
 * @param written null if nothing was
 */
record PhotoReport(String name, PhotoResult result, @Nullable Path written, long nanos) {

  String line() {
    String what =
        result instanceof PhotoResult.Failed failed
            ? "failed: %s: %s".formatted(failed.code(), failed.message())
            : written == null ? "unchanged: " + faces() : "%s: %s".formatted(written, done());
    return "%s -> %s (%.1f s)".formatted(name, what, nanos / 1e9);
  }

  private String done() {
    return result instanceof PhotoResult.Unchanged
        ? "copied byte for byte, unchanged: " + faces()
        : faces();
  }

  private String faces() {
    Map<String, Integer> outcomes = outcomes();
    return outcomes.isEmpty()
        ? "no face found"
        : outcomes.entrySet().stream()
            .map(
                e ->
                    "%d %s %s"
                        .formatted(
                            e.getValue(),
                            e.getValue() == 1 ? "face" : "faces",
                            e.getKey().toLowerCase(Locale.ROOT).replace('_', ' ')))
            .collect(Collectors.joining(", "));
  }

  private Map<String, Integer> outcomes() {
    Map<String, Integer> outcomes = new TreeMap<>();
    result.faces().forEach(face -> outcomes.merge(face.outcome().name(), 1, Integer::sum));
    return outcomes;
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("input", name);
    all.put("status", result.status());
    all.put("output", written == null ? null : written.toString());
    if (result instanceof PhotoResult.Failed failed) {
      all.put("code", failed.code().name());
      all.put("message", failed.message());
    }
    if (result instanceof PhotoResult.Restored restored) {
      double psnr = restored.psnrOutside();
      all.put("psnr_outside", Double.isFinite(psnr) ? psnr : null);
      all.put("metadata_lost", restored.image().metadataLost());
    }
    all.put("faces", outcomes());
    all.put("seconds", nanos / 1e9);
    return Json.of(all);
  }
}
