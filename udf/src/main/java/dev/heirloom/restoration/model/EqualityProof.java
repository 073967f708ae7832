package dev.heirloom.restoration.model;

import dev.heirloom.restoration.model.OnnxModel.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Runs two networks of GPEN's contract on the same made-up pictures: the first one by one, the
 * second one by one and two at a time.
 */
final class EqualityProof {
  /** Of -1…1: an eighth of the step between two levels of 8 bit. */
  static final double LIMIT = 1e-3;

  private static final int PICTURES = 4;
  private static final int TIMED_RUNS = 3;
  private static final long SEED = 20210511;

  private final OnnxModel original;
  private final OnnxModel optimized;
  private final int side;
  private final List<FloatBuffer> pictures = new ArrayList<>();

  EqualityProof(OnnxModel original, OnnxModel optimized) {
    this.original = original;
    this.optimized = optimized;
    this.side = Math.toIntExact(original.graph().inputs().get(0).shape().get(3));
    Random random = new Random(SEED);
    for (int i = 0; i < PICTURES; i++) {
      pictures.add(picture(random, i));
    }
  }

  /**
   * The largest difference over all pictures.
   *
   * @throws ModelException if it is {@link #LIMIT} or more, or a result is not finite
   */
  double require() {
    double largest = 0;
    for (int i = 0; i < PICTURES; i += 2) {
      FloatBuffer first = run(original, 1, pictures.get(i));
      FloatBuffer second = run(original, 1, pictures.get(i + 1));
      FloatBuffer both = run(optimized, 2, joined(pictures.get(i), pictures.get(i + 1)));
      int half = both.remaining() / 2;
      largest = Math.max(largest, difference(first, run(optimized, 1, pictures.get(i))));
      largest = Math.max(largest, difference(second, run(optimized, 1, pictures.get(i + 1))));
      largest = Math.max(largest, difference(first, both.slice(0, half)));
      largest = Math.max(largest, difference(second, both.slice(half, half)));
    }
    if (largest >= LIMIT) {
      throw new ModelException(
          "its results would differ by %.2g of -1…1, and less than %.0e is allowed"
              .formatted(largest, LIMIT));
    }
    return largest;
  }

  /** Alternately, so that whatever else this machine does slows both. */
  OptimizedGpen.Time time() {
    double before = Double.MAX_VALUE;
    double after = Double.MAX_VALUE;
    for (int i = 0; i < TIMED_RUNS; i++) {
      before = Math.min(before, milliseconds(original));
      after = Math.min(after, milliseconds(optimized));
    }
    return new OptimizedGpen.Time(before, after);
  }

  private double milliseconds(OnnxModel model) {
    long start = System.nanoTime();
    run(model, 1, pictures.get(0));
    return (System.nanoTime() - start) / 1e6;
  }

  private FloatBuffer run(OnnxModel model, int batch, FloatBuffer input) {
    String output = model.graph().outputs().get(0).name();
    return model.run(new Tensor(input.duplicate(), batch, 3, side, side), output).get(0).data();
  }

  /** Infinite where a number is not finite: the two cannot be compared. */
  private static double difference(FloatBuffer expected, FloatBuffer actual) {
    if (expected.remaining() != actual.remaining()) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    for (int i = 0; i < expected.remaining(); i++) {
      double difference = Math.abs(expected.get(i) - actual.get(i));
      if (!Double.isFinite(difference)) {
        return Double.POSITIVE_INFINITY;
      }
      largest = Math.max(largest, difference);
    }
    return largest;
  }

  /** Waves of another direction and colour each, with more noise each. */
  private FloatBuffer picture(Random random, int index) {
    FloatBuffer picture = floats(3 * side * side);
    double noise = index / (double) PICTURES;
    for (int channel = 0; channel < 3; channel++) {
      double across = (1 + 5 * random.nextDouble()) * Math.PI / side;
      double down = (1 + 5 * random.nextDouble()) * Math.PI / side;
      double phase = 2 * Math.PI * random.nextDouble();
      for (int i = 0; i < side * side; i++) {
        double wave = Math.sin(i % side * across + i / side * down + phase);
        picture.put((float) ((1 - noise) * wave + noise * (2 * random.nextDouble() - 1)));
      }
    }
    return picture.flip();
  }

  private static FloatBuffer joined(FloatBuffer first, FloatBuffer second) {
    return floats(first.remaining() + second.remaining())
        .put(first.duplicate())
        .put(second.duplicate())
        .flip();
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(Float.BYTES * count)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
