package dev.heirloom.job.report;

import dev.heirloom.job.report.ReportPhoto.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rows of the result table as the page shows them. */
final class ReportRows {
  private ReportRows() {}

  static ReportPhoto photo(Row row) {
    byte[] preview = row.getAs("preview");
    List<Row> faces = row.getList(row.fieldIndex("faces"));
    Row quality = row.getAs("quality");
    List<Measure> measures = new ArrayList<>();
    measures.add(
        new Measure(
            "BRISQUE, whole photo",
            number(quality.<Row>getAs("before"), "brisque"),
            number(quality.<Row>getAs("after"), "brisque")));
    faces.stream()
        .filter(face -> "RESTORED".equals(face.getAs("outcome")))
        .forEach(face -> measures.addAll(measures(face)));
    return new ReportPhoto(
        row.<Row>getAs("source").getAs("uri"),
        row.getAs("status"),
        preview == null ? new byte[0] : preview,
        reason(row),
        faces.stream().map(ReportRows::face).toList(),
        measures);
  }

  private static String reason(Row row) {
    Row failure = row.getAs("failure");
    return failure == null
        ? ""
        : "%s in %s: %s"
            .formatted(failure.getAs("code"), failure.getAs("stage"), failure.getAs("message"));
  }

  private static String face(Row face) {
    Row box = face.getAs("box");
    Row identity = face.getAs("identity");
    String distance =
        identity.isNullAt(0)
            ? ""
            : ", identity %s of %s allowed"
                .formatted(number(identity, "distance"), number(identity, "allowed"));
    return "face %d: %s, %.0f px, score %s%s"
        .formatted(
            face.<Integer>getAs("index"),
            face.<String>getAs("outcome").toLowerCase(Locale.ROOT).replace('_', ' '),
            Math.min(box.<Double>getAs("width"), box.<Double>getAs("height")),
            number(face, "score"),
            distance);
  }

  private static List<Measure> measures(Row face) {
    int index = face.getAs("index");
    Row before = face.getAs("before");
    Row after = face.getAs("after");
    return List.of("sharpness", "noise", "exposure", "contrast").stream()
        .map(
            name ->
                new Measure(
                    "%s, face %d".formatted(name, index),
                    number(before, name),
                    number(after, name)))
        .toList();
  }

  private static String number(@Nullable Row row, String field) {
    return row == null || row.isNullAt(row.fieldIndex(field))
        ? "–"
        : String.format(Locale.ROOT, "%.2f", row.<Double>getAs(field));
  }
}
