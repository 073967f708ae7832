package dev.heirloom.restoration.model;

import java.io.Serializable;

/**
 * How sessions are made. Nothing in here changes a pixel beyond rounding.
 *
 * @param deviceId ordinal of the GPU, from 0
 * @param intraOpThreads threads inside one call: 1 where many tasks call, all cores where one does
 */
public record SessionSettings(Device device, int deviceId, int intraOpThreads)
    implements Serializable {

  public SessionSettings {
    if (deviceId < 0 || intraOpThreads < 1) {
      throw new IllegalArgumentException(
          "device id from 0 and threads from 1, got %d and %d".formatted(deviceId, intraOpThreads));
    }
  }

  /** One of many callers on a CPU, or the first GPU. */
  public static SessionSettings shared(Device device) {
    return new SessionSettings(device, 0, 1);
  }

  /** The only caller on this machine. */
  public static SessionSettings alone(Device device) {
    return new SessionSettings(device, 0, Runtime.getRuntime().availableProcessors());
  }

  /** The same on another GPU, should it be one. */
  public SessionSettings onGpu(int ordinal) {
    return new SessionSettings(device, ordinal, intraOpThreads);
  }
}
