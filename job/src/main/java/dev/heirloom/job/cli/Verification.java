package dev.heirloom.job.cli;

import dev.heirloom.job.sink.RecordedPhoto;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.quality.PictureDifference;
import dev.heirloom.restoration.quality.PictureDifference.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about one file, for people and for machines.
 *
 * @param row null if there is none
 * @param reason why pictures could not be compared; empty where they could, or need not be
 * @param altered against the picture in the table, by face; null if not compared
 * @param restored against the original, by restored face; null if not compared
 */
record Verification(
    String file,
    Verdict verdict,
    @Nullable RecordedPhoto row,
    String reason,
    @Nullable Changes altered,
    @Nullable Changes restored) {

  /** Differences, and the faces that their parts are about. */
  record Changes(List<RecordedPhoto.RecordedFace> faces, PictureDifference.Result difference) {
    Changes {
      faces = List.copyOf(faces);
    }
  }

  String lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s%s%s"
            .formatted(file, verdict.words(), place(), reason.isEmpty() ? "" : "; " + reason));
    found(altered).ifPresent(changes -> lines.addAll(describe("altered", changes)));
    found(restored).ifPresent(changes -> lines.addAll(describe("restored", changes)));
    return String.join(System.lineSeparator(), lines);
  }

  private String place() {
    return row == null ? "" : " (run %d, %s)".formatted(row.runNumber(), row.uri());
  }

  private static Optional<Changes> found(@Nullable Changes changes) {
    return Optional.ofNullable(changes);
  }

  private static List<String> describe(String what, Changes changes) {
    List<String> lines = new ArrayList<>();
    PictureDifference.Result difference = changes.difference();
    for (int i = 0; i < changes.faces().size(); i++) {
      RecordedPhoto.RecordedFace face = changes.faces().get(i);
      lines.add(
          "  %s in face %d (%s): %s"
              .formatted(what, face.index(), face.outcome(), part(difference.inside().get(i))));
    }
    lines.add(
        "  %s outside every face: %s%s"
            .formatted(what, part(difference.outside()), decibels(difference.psnrOutside())));
    return lines;
  }

  private static String part(Part part) {
    return part.pixels() == 0
        ? "nothing"
        : String.format(
            Locale.ROOT,
            "%,d %s, by at most %.0f levels, at %s",
            part.pixels(),
            part.pixels() == 1 ? "pixel" : "pixels",
            part.levels(),
            part.places().stream().map(Verification::place).collect(Collectors.joining("; ")));
  }

  /** Left, top and size. */
  private static String place(Box box) {
    return String.format(
        Locale.ROOT, "x %.0f, y %.0f (%.0f x %.0f)", box.x(), box.y(), box.width(), box.height());
  }

  private static String decibels(double psnr) {
    return Double.isNaN(psnr) ? "" : String.format(Locale.ROOT, "; PSNR %.1f dB", psnr);
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("file", file);
    all.put("verdict", verdict.name());
    all.put("source", row == null ? null : row.uri());
    all.put("run_number", row == null ? null : row.runNumber());
    all.put("reason", reason.isEmpty() ? null : reason);
    all.put("altered", found(altered).map(Verification::map).orElse(null));
    all.put("restored", found(restored).map(Verification::map).orElse(null));
    return Json.of(all);
  }

  private static Map<String, Object> map(Changes changes) {
    List<Map<String, Object>> faces = new ArrayList<>();
    for (int i = 0; i < changes.faces().size(); i++) {
      Map<String, Object> face = new LinkedHashMap<>();
      face.put("index", changes.faces().get(i).index());
      face.put("outcome", changes.faces().get(i).outcome());
      face.putAll(map(changes.difference().inside().get(i)));
      faces.add(face);
    }
    double psnr = changes.difference().psnrOutside();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("faces", faces);
    all.put("outside", map(changes.difference().outside()));
    all.put("psnr_outside", Double.isNaN(psnr) ? null : psnr);
    return all;
  }

  private static Map<String, Object> map(Part part) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("pixels", part.pixels());
    all.put("levels", part.levels());
    all.put("places", part.places());
    return all;
  }
}
