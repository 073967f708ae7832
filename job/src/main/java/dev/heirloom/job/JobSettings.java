package dev.heirloom.job;

import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.job.source.InputSettings;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.RestorationSettings;
import java.util.Map;

/**
 * What a run is to do.
 *
 * @param output URI of the place of the tables
 * @param options the user's options by name, as the table {@code runs} keeps them
 */
public record JobSettings(
    InputSettings input,
    String output,
    ModelSettings models,
    RestorationSettings restoration,
    Reprocess reprocess,
    RunLimits limits,
    Map<String, String> options) {

  public JobSettings {
    options = Map.copyOf(options);
  }
}
