package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.Recipe;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.model.ModelFetcher;
import java.io.Serializable;

/**
 * Opens the restorer of a process. Travels to the executors; equal factories share what they open,
 * so implementations have value equality.
 */
public interface RestorerFactory extends Serializable {
  /**
   * @throws dev.heirloom.restoration.model.ModelException if the models cannot be used here
   */
  Restorer open(ModelSettings models, ModelFetcher fetcher);

  /**
   * What photos are restored with; opens nothing.
   *
   * @throws dev.heirloom.restoration.model.ModelException if there is no such model
   */
  Recipe recipe(ModelSettings models, RestorationSettings settings);
}
