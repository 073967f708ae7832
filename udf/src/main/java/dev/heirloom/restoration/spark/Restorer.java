package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.RestorationSettings;

/** What restores the photos of one process. Threads share it. */
public interface Restorer extends AutoCloseable {
  /** As {@link dev.heirloom.restoration.PhotoRestorer#restore}. */
  PhotoResult restore(byte[] photo, RestorationSettings settings);

  /** Execution provider in use, by name. */
  String provider();

  /** The processor or GPU by name. */
  String deviceName();

  /** As {@link dev.heirloom.restoration.PhotoRestorer#modelMemory}. */
  long modelMemory();

  @Override
  void close();
}
