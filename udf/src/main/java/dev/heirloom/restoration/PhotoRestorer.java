package dev.heirloom.restoration;

import dev.heirloom.restoration.model.ExecutionProvider;
import dev.heirloom.restoration.model.ModelFetcher;

/**
 * Restores photos: bytes in, bytes and a report out. Owns the models; one serves all threads of a
 * process.
 */
public final class PhotoRestorer implements AutoCloseable {

  private PhotoRestorer() {}

  /**
   * Loads, verifies and warms up the models.
   *
   * @throws dev.heirloom.restoration.model.ModelException if a model is missing, altered or not
   *     what it should be, or the device cannot be used; the message says what to do
   */
  public static PhotoRestorer open(ModelSettings models, ModelFetcher fetcher) {
    throw new UnsupportedOperationException();
  }

  /**
   * Restores one photo. A bad photo is a {@link PhotoResult.Failed}, never an exception; an
   * exception means that this machine is broken.
   *
   * @param photo the file as it is; not changed
   */
  public PhotoResult restore(byte[] photo, RestorationSettings settings) {
    throw new UnsupportedOperationException();
  }

  /** What photos are restored with under {@code settings}. */
  public Recipe recipe(RestorationSettings settings) {
    throw new UnsupportedOperationException();
  }

  /** What the models do run on. */
  public ExecutionProvider provider() {
    throw new UnsupportedOperationException();
  }

  /** The processor or GPU by name. */
  public String deviceName() {
    throw new UnsupportedOperationException();
  }

  /** Nanoseconds spent inside the models' own calls since they were opened, over all threads. */
  public long modelNanos() {
    throw new UnsupportedOperationException();
  }

  /** Waits for the calls that are running, then frees the models. */
  @Override
  public void close() {}
}
