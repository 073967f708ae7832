package dev.heirloom.restoration.model;

/** Where the models do run. */
public enum ExecutionProvider {
  CPU,
  CUDA,
  TENSORRT
}
