package dev.heirloom.restoration.detect;

import dev.heirloom.restoration.model.OnnxModel.Tensor;

/** The numbers of a tensor as an array, which loops read fastest. */
final class Floats {
  private Floats() {}

  static float[] of(Tensor tensor) {
    float[] values = new float[tensor.data().remaining()];
    tensor.data().duplicate().get(values);
    return values;
  }
}
