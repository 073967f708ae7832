package dev.heirloom.job.report;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * One photo on the page.
 *
 * @param preview JPEG in base64; empty where there is none
 * @param facts format, size, quality: one line each
 * @param reason why it failed; empty where it did not
 */
record PhotoCard(
    String name,
    String uri,
    String status,
    String preview,
    String reason,
    List<String> facts,
    List<FaceLine> faces) {

  /** What became of a face, and its measures in words. */
  record FaceLine(String outcome, String measures) {}

  PhotoCard {
    facts = List.copyOf(facts);
    faces = List.copyOf(faces);
  }

  /** For the template: lower case, as a class of the style sheet. */
  public String kind() {
    return status.toLowerCase(Locale.ROOT);
  }

  static PhotoCard of(Row row) {
    Row source = row.getAs("source");
    String uri = source.getAs("uri");
    return new PhotoCard(
        uri.substring(uri.lastIndexOf('/') + 1),
        uri,
        row.getAs("status"),
        Optional.<byte[]>ofNullable(row.getAs("preview"))
            .map(Base64.getEncoder()::encodeToString)
            .orElse(""),
        reason(row.getAs("failure")),
        facts(source, row),
        faces(row));
  }

  private static String reason(Row failure) {
    return failure == null
        ? ""
        : "%s in %s: %s"
            .formatted(
                failure.<String>getAs("code"),
                failure.<String>getAs("stage"),
                failure.<String>getAs("message"));
  }

  private static List<String> facts(Row source, Row row) {
    String format = source.getAs("format");
    if (format == null) {
      return List.of();
    }
    String size =
        "%s, %d × %d, %d bit"
            .formatted(
                format,
                source.<Integer>getAs("width"),
                source.<Integer>getAs("height"),
                source.<Integer>getAs("bit_depth"));
    return Stream.concat(Stream.of(size), brisque(row.getAs("quality")).stream()).toList();
  }

  private static Optional<String> brisque(Row quality) {
    if (quality == null) {
      return Optional.empty();
    }
    String measures =
        Stream.of("before", "after")
            .map(quality::<Row>getAs)
            .filter(Objects::nonNull)
            .map(measure -> measure.<Double>getAs("brisque"))
            .filter(Objects::nonNull)
            .map(value -> String.format(Locale.ROOT, "%.0f", value))
            .reduce((before, after) -> before + " → " + after)
            .orElse("");
    return measures.isEmpty() ? Optional.empty() : Optional.of("BRISQUE " + measures);
  }

  private static List<FaceLine> faces(Row row) {
    int column = row.fieldIndex("faces");
    return row.isNullAt(column)
        ? List.of()
        : row.<Row>getList(column).stream().map(PhotoCard::face).toList();
  }

  private static FaceLine face(Row face) {
    Row identity = face.getAs("identity");
    Double distance = identity == null ? null : identity.getAs("distance");
    String measures =
        distance == null
            ? String.format(Locale.ROOT, "score %.2f", face.<Double>getAs("score"))
            : String.format(
                Locale.ROOT,
                "identity %.2f of %.2f, %ssharpness %s",
                distance,
                identity.<Double>getAs("allowed"),
                strength(face),
                sharpness(face));
    return new FaceLine(face.getAs("outcome"), measures);
  }

  /** Only where less than the whole restored face was put in. */
  private static String strength(Row face) {
    Double strength = face.getAs("strength");
    return strength == null || strength == 0 || strength == 1
        ? ""
        : String.format(Locale.ROOT, "strength %.2f, ", strength);
  }

  private static String sharpness(Row face) {
    return Stream.of("before", "after")
        .map(face::<Row>getAs)
        .filter(Objects::nonNull)
        .map(measures -> measures.<Double>getAs("sharpness"))
        .filter(Objects::nonNull)
        .map(value -> String.format(Locale.ROOT, "%.0f", value))
        .reduce((before, after) -> before + " → " + after)
        .orElse("unknown");
  }
}
