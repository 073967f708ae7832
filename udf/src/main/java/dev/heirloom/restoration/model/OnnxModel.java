package dev.heirloom.restoration.model;

import java.nio.FloatBuffer;
import java.util.List;

/** One ONNX network, ready to run: the only owner of its session. Threads may share it. */
public final class OnnxModel implements AutoCloseable {

  /**
   * A dense array of floats.
   *
   * @param data row by row; direct memory in native byte order is passed on without a copy
   * @param shape its sizes, outermost first
   */
  public record Tensor(FloatBuffer data, long... shape) {}

  private OnnxModel() {}

  /** The model of {@code name} in the catalog on board. */
  public static OnnxModel open(String name, SessionSettings settings) {
    throw new UnsupportedOperationException();
  }

  /**
   * Runs the network.
   *
   * @param input for the network's one input
   * @param outputs names of the outputs wanted
   * @return the outputs in the order asked for, in memory of their own
   */
  public List<Tensor> run(Tensor input, String... outputs) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
