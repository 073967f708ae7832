package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.PhotoRestorer;
import dev.heirloom.restoration.Recipe;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.decode.IsolationSettings;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.model.ModelFetcher;

/** The restoration engine, decoding in processes apart; the results are the same. */
public record IsolatedEngine(IsolationSettings isolation) implements RestorerFactory {
  @Override
  public Restorer open(ModelSettings models, ModelFetcher fetcher) {
    return new Engine.Opened(
        PhotoRestorer.open(models, fetcher, budget -> PhotoDecoder.isolated(isolation, budget)));
  }

  @Override
  public Recipe recipe(ModelSettings models, RestorationSettings settings) {
    return Engine.INSTANCE.recipe(models, settings);
  }
}
