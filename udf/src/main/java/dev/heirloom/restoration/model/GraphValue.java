package dev.heirloom.restoration.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Inputs and outputs of an ONNX graph ({@code ValueInfoProto}) in their encoding. */
final class GraphValue {
  private static final int NAME = 1;
  private static final int TYPE = 2;
  private static final int TENSOR_TYPE = 1;
  private static final int SHAPE = 2;
  private static final int DIMENSION = 1;
  private static final int SIZE_NAME = 2;

  private GraphValue() {}

  static String name(ByteString value) {
    return Wire.text(Wire.fields(value), NAME);
  }

  /** A value of which only the name is said; ONNX Runtime infers the rest. */
  static ByteString named(String name) {
    return UnknownFieldSet.newBuilder()
        .mergeLengthDelimitedField(NAME, ByteString.copyFromUtf8(name))
        .build()
        .toByteString();
  }

  /** The same value with its first size free, and called {@code batch}. */
  static ByteString withFreeBatch(ByteString value) {
    return within(value, TYPE, type -> within(type, TENSOR_TYPE, GraphValue::freed));
  }

  private static ByteString freed(ByteString tensorType) {
    return within(
        tensorType,
        SHAPE,
        shape -> {
          UnknownFieldSet fields = Wire.fields(shape);
          List<ByteString> sizes = new ArrayList<>(Wire.messages(fields, DIMENSION));
          sizes.set(
              0,
              UnknownFieldSet.newBuilder()
                  .mergeLengthDelimitedField(SIZE_NAME, ByteString.copyFromUtf8("batch"))
                  .build()
                  .toByteString());
          return Wire.with(fields, DIMENSION, sizes).toByteString();
        });
  }

  private static ByteString within(
      ByteString message, int number, UnaryOperator<ByteString> change) {
    UnknownFieldSet fields = Wire.fields(message);
    return Wire.with(fields, number, List.of(change.apply(Wire.last(fields, number))))
        .toByteString();
  }
}
