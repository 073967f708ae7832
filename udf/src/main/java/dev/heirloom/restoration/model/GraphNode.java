package dev.heirloom.restoration.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;
import java.util.Optional;

/**
 * One operation of an ONNX graph ({@code NodeProto}). The field numbers are those of the
 * specification.
 *
 * @param type its operator, such as Conv
 * @param inputs names of values; empty for one that is left out
 * @param attributes in their encoding
 */
record GraphNode(
    String type,
    String domain,
    List<String> inputs,
    List<String> outputs,
    List<ByteString> attributes) {
  private static final int INPUT = 1;
  private static final int OUTPUT = 2;
  private static final int NAME = 3;
  private static final int TYPE = 4;
  private static final int ATTRIBUTE = 5;
  private static final int DOMAIN = 7;

  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_INTEGER = 3;
  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_INTEGERS = 8;

  GraphNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = List.copyOf(attributes);
  }

  static GraphNode of(ByteString message) {
    UnknownFieldSet fields = Wire.fields(message);
    return new GraphNode(
        Wire.text(fields, TYPE),
        Wire.text(fields, DOMAIN),
        Wire.texts(fields, INPUT),
        Wire.texts(fields, OUTPUT),
        Wire.messages(fields, ATTRIBUTE));
  }

  /** An operation without attributes, with one output. */
  static GraphNode of(String type, String output, String... inputs) {
    return new GraphNode(type, "", List.of(inputs), List.of(output), List.of());
  }

  /** Named after its first output, which is unique. */
  ByteString message() {
    UnknownFieldSet fields =
        UnknownFieldSet.newBuilder()
            .mergeLengthDelimitedField(NAME, ByteString.copyFromUtf8("node:" + output()))
            .mergeLengthDelimitedField(TYPE, ByteString.copyFromUtf8(type))
            .mergeLengthDelimitedField(DOMAIN, ByteString.copyFromUtf8(domain))
            .build();
    fields = Wire.with(fields, INPUT, bytes(inputs));
    fields = Wire.with(fields, OUTPUT, bytes(outputs));
    return Wire.with(fields, ATTRIBUTE, attributes).toByteString();
  }

  private static List<ByteString> bytes(List<String> texts) {
    return texts.stream().map(ByteString::copyFromUtf8).toList();
  }

  boolean is(String... types) {
    return domain.isEmpty() && List.of(types).contains(type);
  }

  String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  String output() {
    return outputs.get(0);
  }

  /** An attribute that is one integer. */
  long integer(String attribute, long otherwise) {
    return attribute(attribute)
        .map(fields -> Wire.integer(fields, ATTRIBUTE_INTEGER))
        .orElse(otherwise);
  }

  /** An attribute that is a list of integers; empty where there is none. */
  List<Long> integers(String attribute) {
    return attribute(attribute)
        .map(fields -> Wire.integers(fields.getField(ATTRIBUTE_INTEGERS)))
        .orElse(List.of());
  }

  Optional<GraphTensor> tensor(String attribute) {
    return attribute(attribute).map(fields -> GraphTensor.of(Wire.last(fields, ATTRIBUTE_TENSOR)));
  }

  private Optional<UnknownFieldSet> attribute(String name) {
    return attributes.stream()
        .map(Wire::fields)
        .filter(fields -> Wire.text(fields, ATTRIBUTE_NAME).equals(name))
        .findFirst();
  }

  GraphNode withInputs(String... others) {
    return new GraphNode(type, domain, List.of(others), outputs, attributes);
  }

  GraphNode withOutput(String other) {
    return new GraphNode(type, domain, inputs, List.of(other), attributes);
  }
}
