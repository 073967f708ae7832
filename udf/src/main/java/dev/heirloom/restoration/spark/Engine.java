package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.PhotoRestorer;
import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.Recipe;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.model.ModelFetcher;

/** The restoration engine itself. */
public enum Engine implements RestorerFactory {
  INSTANCE;

  @Override
  public Restorer open(ModelSettings models, ModelFetcher fetcher) {
    return new Opened(PhotoRestorer.open(models, fetcher));
  }

  @Override
  public Recipe recipe(ModelSettings models, RestorationSettings settings) {
    return Recipe.of(models, settings);
  }

  record Opened(PhotoRestorer engine) implements Restorer {
    @Override
    public PhotoResult restore(byte[] photo, RestorationSettings settings) {
      return engine.restore(photo, settings);
    }

    @Override
    public String provider() {
      return engine.provider().name();
    }

    @Override
    public String deviceName() {
      return engine.deviceName();
    }

    @Override
    public long modelMemory() {
      return engine.modelMemory();
    }

    @Override
    public void close() {
      engine.close();
    }
  }
}
