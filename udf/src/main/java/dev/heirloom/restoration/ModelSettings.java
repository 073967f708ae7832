package dev.heirloom.restoration;

import dev.heirloom.restoration.model.CatalogEntry;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelCatalog;
import dev.heirloom.restoration.model.ModelSource;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.model.UsedModel;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which models run where: what one executor opens once.
 *
 * @param restorer the GPEN: on board, or any published GPEN file
 * @param detector {@code mtcnn} on board, or a YuNet file
 */
public record ModelSettings(ModelSource restorer, ModelSource detector, SessionSettings session)
    implements Serializable {
  static final String MTCNN = "mtcnn";

  /** The models on board, on the best device there is, shared by many callers. */
  public static final ModelSettings DEFAULT =
      new ModelSettings(
          ModelSource.named("gpen-512"),
          ModelSource.named(MTCNN),
          SessionSettings.shared(Device.AUTO));

  /** Every model that has a part in a result, the restorer first. */
  public List<UsedModel> used() {
    Stream<UsedModel> detectors =
        detectsWithMtcnn()
            ? Recipe.MTCNN_NETS.stream().map(ModelSettings::onBoard)
            : Stream.of(new UsedModel("detector", detector.name(), detector.hash()));
    return Stream.of(
            Stream.of(new UsedModel("restorer", restorer.name(), restorer.hash())),
            detectors,
            Recipe.OTHERS.stream().map(ModelSettings::onBoard))
        .flatMap(models -> models)
        .toList();
  }

  private static UsedModel onBoard(String name) {
    CatalogEntry entry = ModelCatalog.onBoard().entry(name);
    return new UsedModel(entry.role(), name, entry.sha256());
  }

  boolean detectsWithMtcnn() {
    return detector.location().equals(MTCNN);
  }

  public ModelSettings withRestorer(ModelSource other) {
    return new ModelSettings(other, detector, session);
  }

  public ModelSettings withSession(SessionSettings other) {
    return new ModelSettings(restorer, detector, other);
  }
}
