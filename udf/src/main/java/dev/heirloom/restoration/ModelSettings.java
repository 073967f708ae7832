package dev.heirloom.restoration;

import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelSource;
import dev.heirloom.restoration.model.SessionSettings;
import java.io.Serializable;

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
