package dev.heirloom.restoration.model;

/** Where the models are asked to run. */
public enum Device {
  /** The best that is there; what was chosen is said and recorded. */
  AUTO,
  CUDA,
  TENSORRT,
  CPU
}
