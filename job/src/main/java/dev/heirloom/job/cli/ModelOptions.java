package dev.heirloom.job.cli;

import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelSource;
import dev.heirloom.restoration.model.SessionSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which models run on what. */
final class ModelOptions {
  @Option(
      names = "--model",
      paramLabel = "NAME|URI",
      defaultValue = "gpen-512",
      description = {
        "GPEN on board, an added one, or a file: path-or-URI#sha256=HEX",
        "(default: ${DEFAULT-VALUE})"
      })
  private String model;

  @Mixin private LibraryOption library;

  @Option(
      names = "--detector",
      paramLabel = "NAME|URI",
      defaultValue = "mtcnn",
      description = "mtcnn, or a YuNet file as for --model (default: ${DEFAULT-VALUE})")
  private String detector;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cuda, tensorrt or cpu (default: ${DEFAULT-VALUE})")
  private Device device;

  /**
   * For one of many callers.
   *
   * @throws IllegalArgumentException if an option has a value that cannot be
   */
  ModelSettings shared() {
    return models(SessionSettings.shared(device), true);
  }

  /**
   * For the only caller of the machine.
   *
   * @throws IllegalArgumentException if an option has a value that cannot be
   */
  ModelSettings own() {
    return models(SessionSettings.alone(device), false);
  }

  private ModelSettings models(SessionSettings session, boolean elsewhere) {
    return new ModelSettings(
        library.library().source(model, elsewhere), ModelSource.parse(detector), session);
  }
}
