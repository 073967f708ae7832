package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.Recipe;
import dev.heirloom.restoration.RestorationSettings;
import java.io.Serializable;

/**
 * What every task of a run has to know.
 *
 * @param id of the run, unique
 * @param number of the run, greater than that of any earlier run of the same tables
 * @param images where restored images are kept
 */
public record RestorationRun(
    String id,
    long number,
    RestorerFactory factory,
    ModelSettings models,
    RestorationSettings settings,
    Recipe recipe,
    ImageStore images)
    implements Serializable {}
