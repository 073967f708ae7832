package dev.heirloom.restoration.spark;

import java.io.Serializable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why an executor ends itself, for the driver: its own log is on another machine.
 *
 * @param executor Spark's id of it
 */
record LastWords(String executor, String reason) implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(LastWords.class);

  /** In the driver, or in the executor itself. */
  boolean log() {
    LOG.error("Executor {} ends itself, and others get its photos: {}", executor, reason);
    return true;
  }
}
