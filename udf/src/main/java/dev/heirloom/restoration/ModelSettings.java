package dev.heirloom.restoration;

import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelSource;
import dev.heirloom.restoration.model.SessionSettings;
import java.io.Serializable;
import java.util.Optional;

/**
 * Which models run where: what one executor opens once.
 *
 * @param restorer the GPEN
 * @param detectorFile location of a YuNet file, or empty for the MTCNN on board
 */
public record ModelSettings(ModelSource restorer, String detectorFile, SessionSettings session)
    implements Serializable {

  /** The models on board, on the best device there is, shared by many callers. */
  public static final ModelSettings DEFAULT =
      new ModelSettings(ModelSource.named("gpen-256"), "", SessionSettings.shared(Device.AUTO));

  /** Where the YuNet file is, if one is to replace the detector on board. */
  public Optional<String> yuNet() {
    return detectorFile.isEmpty() ? Optional.empty() : Optional.of(detectorFile);
  }
}
