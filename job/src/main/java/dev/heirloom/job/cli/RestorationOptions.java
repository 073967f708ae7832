package dev.heirloom.job.cli;

import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.detect.DetectSettings;
import dev.heirloom.restoration.detect.Rotations;
import dev.heirloom.restoration.encode.EncodeSettings;
import dev.heirloom.restoration.encode.OutputFormat;
import dev.heirloom.restoration.paste.PasteSettings;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How photos are restored; the same for one photo and for an archive. */
final class RestorationOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Mixin private ModelOptions models;

  @Option(
      names = "--strength",
      paramLabel = "0…1",
      defaultValue = "1",
      description = "how much of the restored face is taken (default: ${DEFAULT-VALUE})")
  private double strength;

  @Option(
      names = "--rotations",
      defaultValue = "all",
      description = {
        "upright, or all: where no face is upright, look for sideways and upside-down ones",
        "(default: ${DEFAULT-VALUE})"
      })
  private Rotations rotations;

  @Option(
      names = "--format",
      defaultValue = "same",
      description = "same, jpeg, png, tiff, webp or jp2 (default: ${DEFAULT-VALUE})")
  private OutputFormat format;

  @Option(
      names = "--max-megapixels",
      paramLabel = "N",
      defaultValue = "100",
      description = "larger pictures are refused (default: ${DEFAULT-VALUE})")
  private double maxMegapixels;

  RestorationSettings settings() {
    return checked(
        () ->
            RestorationSettings.DEFAULT
                .withDecode(new DecodeSettings(maxMegapixels))
                .withDetect(DetectSettings.DEFAULT.withRotations(rotations))
                .withPaste(new PasteSettings(strength))
                .withEncode(new EncodeSettings(format, EncodeSettings.DEFAULT.jpegQuality())));
  }

  /** For one of many callers. */
  ModelSettings sharedModels() {
    return checked(models::shared);
  }

  /** For the only caller of the machine. */
  ModelSettings ownModels() {
    return checked(models::own);
  }

  /** What settings refuse is the user's mistake. */
  private <T> T checked(Supplier<T> settings) {
    try {
      return settings.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
