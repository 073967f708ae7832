package dev.heirloom.restoration.model;

import java.io.Serializable;

/**
 * How sessions are made. Nothing in here changes a pixel beyond rounding.
 *
 * @param deviceId ordinal of the GPU, from 0
 * @param intraOpThreads threads inside one call: 1 where many tasks call, all cores where one does
 * @param callers how many call at a time: what they take together is counted, and nothing else
 */
public record SessionSettings(Device device, int deviceId, int intraOpThreads, int callers)
    implements Serializable {

  public SessionSettings {
    if (deviceId < 0 || intraOpThreads < 1 || callers < 1) {
      throw new IllegalArgumentException(
          "device id from 0, threads and callers from 1, got %d, %d and %d"
              .formatted(deviceId, intraOpThreads, callers));
    }
  }

  /** For as many callers as this machine has cores, on a CPU or the first GPU. */
  public static SessionSettings shared(Device device) {
    return new SessionSettings(device, 0, 1, Runtime.getRuntime().availableProcessors());
  }

  /** The only caller on this machine. */
  public static SessionSettings alone(Device device) {
    return new SessionSettings(device, 0, Runtime.getRuntime().availableProcessors(), 1);
  }

  /** The same on another GPU, should it be one. */
  public SessionSettings onGpu(int ordinal) {
    return new SessionSettings(device, ordinal, intraOpThreads, callers);
  }

  /** The same, without a GPU. */
  public SessionSettings onCpu() {
    return new SessionSettings(Device.CPU, 0, intraOpThreads, callers);
  }

  /** The same for other callers. */
  public SessionSettings withCallers(int number) {
    return new SessionSettings(device, deviceId, intraOpThreads, number);
  }
}
