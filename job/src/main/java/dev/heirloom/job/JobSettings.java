package dev.heirloom.job;

import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.source.InputSettings;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.spark.ImageStore;
import java.util.Map;

/**
 * What a run is to do.
 *
 * @param output URI of the place of the tables
 * @param inlineMax largest restored image that is kept in its row, in bytes; 0 where all are files
 * @param options the user's options by name, as the table {@code runs} keeps them
 */
public record JobSettings(
    InputSettings input,
    String output,
    ModelSettings models,
    RestorationSettings restoration,
    Reprocess reprocess,
    RunLimits limits,
    long inlineMax,
    Map<String, String> options) {

  /** With images of a usual size in their rows. */
  public JobSettings(
      InputSettings input,
      String output,
      ModelSettings models,
      RestorationSettings restoration,
      Reprocess reprocess,
      RunLimits limits,
      Map<String, String> options) {
    this(input, output, models, restoration, reprocess, limits, ImageStore.INLINE_MAX, options);
  }

  public JobSettings {
    if (inlineMax < 0) {
      throw new IllegalArgumentException(
          "the largest image that is kept in its row has 0 or more MiB (--inline-max)");
    }
    options = Map.copyOf(options);
  }
}
