package dev.heirloom.restoration.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A constant of an ONNX graph ({@code TensorProto}). The field numbers are those of the
 * specification.
 *
 * @param type of {@code TensorProto.DataType}
 * @param shape outermost first; empty for a single value
 * @param data row by row, little-endian, not to be changed
 */
record GraphTensor(String name, int type, List<Long> shape, ByteString data) {
  static final int FLOAT = 1;
  static final int INT64 = 7;

  private static final int DIMENSIONS = 1;
  private static final int TYPE = 2;
  private static final int FLOATS = 4;
  private static final int INT64S = 7;
  private static final int NAME = 8;
  private static final int RAW = 9;

  GraphTensor {
    shape = List.copyOf(shape);
  }

  static GraphTensor of(ByteString message) {
    UnknownFieldSet fields = Wire.fields(message);
    return new GraphTensor(
        Wire.text(fields, NAME),
        (int) Wire.integer(fields, TYPE),
        Wire.integers(fields.getField(DIMENSIONS)),
        data(fields));
  }

  private static ByteString data(UnknownFieldSet fields) {
    if (fields.hasField(RAW)) {
      return Wire.last(fields, RAW);
    }
    if (fields.hasField(INT64S)) {
      return integers("", Wire.integers(fields.getField(INT64S))).data();
    }
    return Wire.floats(fields.getField(FLOATS));
  }

  /** Integers in one row. */
  static GraphTensor integers(String name, List<Long> values) {
    ByteBuffer bytes = bytes(Long.BYTES * values.size());
    values.forEach(bytes::putLong);
    return new GraphTensor(
        name, INT64, List.of((long) values.size()), ByteString.copyFrom(bytes.flip()));
  }

  static GraphTensor floats(String name, List<Long> shape, float[] values) {
    ByteBuffer bytes = bytes(Float.BYTES * values.length);
    bytes.asFloatBuffer().put(values);
    return new GraphTensor(name, FLOAT, shape, ByteString.copyFrom(bytes));
  }

  ByteString message() {
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    Field.Builder dimensions = Field.newBuilder();
    shape.forEach(dimensions::addVarint);
    return Wire.message(
        fields
            .mergeField(DIMENSIONS, dimensions.build())
            .mergeVarintField(TYPE, type)
            .mergeLengthDelimitedField(NAME, ByteString.copyFromUtf8(name))
            .mergeLengthDelimitedField(RAW, data)
            .build());
  }

  /** The values of a tensor of {@link #INT64}. */
  List<Long> integers() {
    ByteBuffer bytes = data.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<Long> values = new ArrayList<>();
    while (bytes.hasRemaining()) {
      values.add(bytes.getLong());
    }
    return values;
  }

  /** The values of a tensor of {@link #FLOAT}. */
  float[] floats() {
    float[] values = new float[data.size() / Float.BYTES];
    data.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  GraphTensor named(String other) {
    return new GraphTensor(other, type, shape, data);
  }

  /**
   * The same values in another shape.
   *
   * @param target as of ONNX's Reshape: one size may be -1, and 0 is the size that is there
   */
  GraphTensor reshaped(List<Long> target) {
    List<Long> sizes = new ArrayList<>(target);
    for (int i = 0; i < sizes.size(); i++) {
      if (sizes.get(i) == 0 && i < shape.size()) {
        sizes.set(i, shape.get(i));
      }
    }
    int open = sizes.indexOf(-1L);
    if (open >= 0) {
      sizes.set(open, product(shape) / Math.max(1, -product(sizes)));
    }
    if (product(sizes) != product(shape)) {
      throw new ModelException(
          "a constant of %s cannot have the shape %s".formatted(shape, target));
    }
    return new GraphTensor(name, type, sizes, data);
  }

  /**
   * With its axes in another order, for floats.
   *
   * @param order as of ONNX's Transpose: which axis comes where
   */
  GraphTensor transposed(List<Long> order) {
    int[] axes = order.stream().mapToInt(Long::intValue).toArray();
    int[] sizes = IntStream.of(axes).map(axis -> shape.get(axis).intValue()).toArray();
    int[] steps = IntStream.of(axes).map(this::step).toArray();
    float[] from = floats();
    float[] to = new float[from.length];
    int[] at = new int[axes.length];
    int source = 0;
    for (int i = 0; i < to.length; i++) {
      to[i] = from[source];
      for (int axis = axes.length - 1; axis >= 0; axis--) {
        source += steps[axis];
        if (++at[axis] < sizes[axis]) {
          break;
        }
        source -= steps[axis] * sizes[axis];
        at[axis] = 0;
      }
    }
    return floats(name, IntStream.of(sizes).mapToObj(Long::valueOf).toList(), to);
  }

  /** How many values lie between neighbours on an axis. */
  private int step(int axis) {
    return Math.toIntExact(product(shape.subList(axis + 1, shape.size())));
  }

  private static long product(List<Long> sizes) {
    return sizes.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }
}
