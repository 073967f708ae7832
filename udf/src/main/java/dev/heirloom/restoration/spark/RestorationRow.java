package dev.heirloom.restoration.spark;

import static org.apache.spark.sql.RowFactory.create;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import dev.heirloom.restoration.Face;
import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.PhotoResult.Failed;
import dev.heirloom.restoration.PhotoResult.Restored;
import dev.heirloom.restoration.PhotoResult.Unchanged;
import dev.heirloom.restoration.Recipe;
import dev.heirloom.restoration.decode.SourceImage;
import dev.heirloom.restoration.encode.DerivationPacket;
import dev.heirloom.restoration.encode.EncodedPhoto;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.Point;
import dev.heirloom.restoration.photo.Stage;
import dev.heirloom.restoration.quality.FaceMeasures;
import dev.heirloom.restoration.quality.PhotoMeasures;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/**
 * A {@link Restoration} as a row of {@link PhotoSchema#RESTORATIONS}; what is not known is null.
 */
final class RestorationRow {
  private RestorationRow() {}

  static Row of(Restoration r) {
    Instant at = r.at().truncatedTo(ChronoUnit.MICROS);
    PhotoResult result = r.result();
    Shown shown = Shown.of(result);
    return create(
        source(r, shown.source()),
        result.status(),
        result instanceof Failed failed ? failure(failed, r.photo().attempts() + 1) : null,
        result instanceof Restored restored ? image(restored, r.stored().orElseThrow()) : null,
        shown.preview() == null ? null : shown.preview().bytes(),
        asScala(shown.faces().stream().map(RestorationRow::face).toList()).toSeq(),
        quality(shown),
        recipe(r),
        provenance(r),
        timings(r),
        r.run().id(),
        r.run().number(),
        at,
        LocalDate.ofInstant(at, ZoneOffset.UTC));
  }

  /** What the three kinds of results have to show. */
  private record Shown(
      @Nullable SourceImage source,
      @Nullable EncodedPhoto preview,
      List<Face> faces,
      PhotoMeasures before,
      PhotoMeasures after) {

    static Shown of(PhotoResult result) {
      if (result instanceof Restored r) {
        return new Shown(r.source(), r.preview(), r.faces(), r.before(), r.after());
      }
      if (result instanceof Unchanged u) {
        return new Shown(u.source(), u.preview(), u.faces(), u.before(), PhotoMeasures.NONE);
      }
      return new Shown(null, null, List.of(), PhotoMeasures.NONE, PhotoMeasures.NONE);
    }
  }

  private static Row source(Restoration r, @Nullable SourceImage image) {
    SourcePhoto photo = r.photo();
    return create(
        photo.uri(),
        asScala(photo.attributes()),
        photo.length() == SourcePhoto.UNKNOWN ? null : photo.length(),
        photo.modified() == SourcePhoto.UNKNOWN ? null : Instant.ofEpochMilli(photo.modified()),
        orNull(photo.etag()),
        orNull(r.sourceSha256()),
        image == null ? null : image.format().name(),
        image == null ? null : image.width(),
        image == null ? null : image.height(),
        image == null ? null : image.bitDepth(),
        image == null ? null : image.channels(),
        image == null ? null : image.orientation(),
        image == null || image.dpi() == 0 ? null : image.dpi());
  }

  private static Row failure(Failed failed, int attempts) {
    return create(failed.code().name(), failed.stage(), failed.message(), attempts);
  }

  private static Row image(Restored restored, ImageStore.Stored stored) {
    EncodedPhoto image = restored.image();
    return create(
        stored.uri().isEmpty() ? image.bytes() : null,
        orNull(stored.uri()),
        null,
        image.format().name(),
        image.width(),
        image.height(),
        (long) image.bytes().length,
        stored.sha256(),
        number(restored.psnrOutside()),
        asScala(image.metadataLost()).toSeq());
  }

  private static Row face(Face face) {
    Box box = face.detected().box();
    return create(
        face.index(),
        create(box.x(), box.y(), box.width(), box.height()),
        points(face.detected().landmarks().points()),
        points(face.detected().landmarks68()),
        face.detected().score(),
        face.outcome().name(),
        face.strength(),
        create(number(face.identity().distance()), number(face.identity().allowed())),
        measures(face.before()),
        measures(face.after()));
  }

  private static Seq<Row> points(List<Point> points) {
    return asScala(points.stream().map(p -> create(p.x(), p.y())).toList()).toSeq();
  }

  private static Row measures(FaceMeasures measures) {
    return create(
        number(measures.sharpness()),
        number(measures.noise()),
        number(measures.exposure()),
        number(measures.contrast()));
  }

  private static Row quality(Shown shown) {
    return create(
        create(number(shown.before().brisque())), create(number(shown.after().brisque())));
  }

  private static Row recipe(Restoration r) {
    Recipe recipe = r.run().recipe();
    return create(
        recipe.fingerprint(),
        recipe.model(),
        recipe.modelSha256(),
        recipe.detector(),
        recipe.detectorSha256(),
        recipe.settings());
  }

  private static Row provenance(Restoration r) {
    Provenance p = r.provenance();
    boolean derived = r.result() instanceof Restored;
    return create(
        p.software(),
        asScala(p.versions()),
        p.executionProvider(),
        p.device(),
        Provenance.PRECISION,
        derived ? DerivationPacket.DIGITAL_SOURCE_TYPE : null,
        p.host(),
        asScala(
                p.models().stream()
                    .map(model -> create(model.role(), model.name(), model.sha256()))
                    .toList())
            .toSeq());
  }

  private static Row timings(Restoration r) {
    Stage[] stages = Stage.values();
    Object[] millis = new Object[stages.length + 1];
    millis[0] = r.readNanos() / 1e6;
    for (Stage stage : stages) {
      millis[stage.ordinal() + 1] = r.result().timings().millis(stage);
    }
    return create(millis);
  }

  private static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
