package dev.heirloom.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heirloom.job.cli.Verification.Changes;
import dev.heirloom.job.sink.RecordedPhoto;
import dev.heirloom.job.sink.RecordedPhoto.RecordedFace;
import dev.heirloom.job.sink.RecordedPhotos;
import dev.heirloom.job.sink.TableException;
import dev.heirloom.restoration.PhotoComparison;
import dev.heirloom.restoration.encode.DerivationPacket.Origin;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.quality.PictureDifference;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Compares files with what the tables say of them. */
final class Verifier {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RecordedPhotos photos;

  Verifier(RecordedPhotos photos) {
    this.photos = photos;
  }

  /**
   * @param file as people know it
   * @param original of the photo, where there is one to compare with
   */
  Verification verify(String file, byte[] bytes, Optional<byte[]> original) {
    String sha256 = PhotoComparison.sha256(bytes);
    Optional<Origin> origin = PhotoComparison.origin(bytes);
    Optional<String> originalSha256 = original.map(PhotoComparison::sha256);
    List<RecordedPhoto> rows =
        photos.find(
            Stream.of(
                    Stream.of(sha256),
                    origin.map(Origin::originalSha256).stream(),
                    originalSha256.stream())
                .flatMap(hashes -> hashes)
                .distinct()
                .toList());
    return latest(rows, row -> row.restoredSha256().equals(sha256))
        .map(row -> asRecorded(file, row, bytes, original))
        .or(
            () ->
                latest(rows, row -> row.sourceSha256().equals(sha256))
                    .map(row -> new Verification(file, Verdict.ORIGINAL, row, "", null, null)))
        .or(
            () ->
                latest(rows, row -> origin.filter(said -> isOf(row, said)).isPresent())
                    .map(row -> altered(file, row, bytes)))
        .or(
            () ->
                latest(
                        rows,
                        row ->
                            row.isRestored()
                                && originalSha256.filter(row.sourceSha256()::equals).isPresent())
                    .map(row -> altered(file, row, bytes)))
        .orElseGet(() -> new Verification(file, Verdict.UNKNOWN, null, "", null, null));
  }

  /** Of rows that fit, one that counts before one that was revoked, then the newest. */
  private static Optional<RecordedPhoto> latest(
      List<RecordedPhoto> rows, Predicate<RecordedPhoto> fits) {
    return rows.stream()
        .filter(fits)
        .max(
            Comparator.comparing((RecordedPhoto row) -> !row.revoked())
                .thenComparing(RecordedPhoto::runNumber));
  }

  private static boolean isOf(RecordedPhoto row, Origin said) {
    return row.isRestored()
        && row.sourceSha256().equals(said.originalSha256())
        && row.recipe().equals(said.recipe());
  }

  private Verification asRecorded(
      String file, RecordedPhoto row, byte[] bytes, Optional<byte[]> original) {
    Verdict verdict = row.revoked() ? Verdict.REVOKED : Verdict.AS_RECORDED;
    if (original.isEmpty()) {
      return new Verification(file, verdict, row, "", null, null);
    }
    if (!PhotoComparison.sha256(original.get()).equals(row.sourceSha256())) {
      return new Verification(file, Verdict.ANOTHER_ORIGINAL, row, "", null, null);
    }
    List<RecordedFace> restored = row.faces().stream().filter(RecordedFace::isRestored).toList();
    Changes changes =
        PhotoComparison.compare(original.get(), bytes, areas(row, restored))
            .map(difference -> new Changes(restored, difference))
            .orElse(null);
    return new Verification(file, verdict, row, "", null, changes);
  }

  private Verification altered(String file, RecordedPhoto row, byte[] bytes) {
    try {
      Optional<PictureDifference.Result> difference =
          PhotoComparison.compare(photos.content(row), bytes, areas(row, row.faces()));
      return difference
          .map(found -> altered(file, row, found))
          .orElseGet(
              () ->
                  new Verification(
                      file, Verdict.ALTERED, row, "its picture has another size", null, null));
    } catch (PhotoException e) {
      return new Verification(file, Verdict.ALTERED, row, e.getMessage(), null, null);
    }
  }

  private static Verification altered(
      String file, RecordedPhoto row, PictureDifference.Result difference) {
    boolean same =
        difference.outside().pixels() == 0
            && difference.inside().stream().allMatch(part -> part.pixels() == 0);
    return same
        ? new Verification(file, Verdict.METADATA_ALTERED, row, "", null, null)
        : new Verification(
            file, Verdict.ALTERED, row, "", new Changes(row.faces(), difference), null);
  }

  private static List<Box> areas(RecordedPhoto row, List<RecordedFace> faces) {
    String template = template(row);
    return faces.stream().map(face -> PhotoComparison.reach(face.landmarks(), template)).toList();
  }

  private static String template(RecordedPhoto row) {
    try {
      return JSON.readTree(row.settings()).at("/align/template").asText("FFHQ");
    } catch (JsonProcessingException e) {
      throw new TableException(
          "the recipe of %s in run %d is damaged: %s"
              .formatted(row.uri(), row.runNumber(), e.getOriginalMessage()),
          e);
    }
  }
}
