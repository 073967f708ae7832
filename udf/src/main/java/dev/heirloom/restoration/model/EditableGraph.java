package dev.heirloom.restoration.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An ONNX file taken apart, so that its operations and constants can be changed; the rest stays as
 * it is. The field numbers are those of the specification. Not thread-safe.
 */
final class EditableGraph {
  private static final int IR_VERSION = 1;
  private static final int GRAPH = 7;
  private static final int OPERATOR_SET = 8;
  private static final int NODE = 1;
  private static final int INITIALISER = 5;
  private static final int INPUT = 11;
  private static final int OUTPUT = 12;
  private static final int VALUE_INFO = 13;

  /** The first in which constants need not be among the inputs, where they could be overridden. */
  private static final long CONSTANTS_ARE_NO_INPUTS = 4;

  private final UnknownFieldSet model;
  private final UnknownFieldSet graph;
  private final List<GraphNode> nodes;
  private final Map<String, GraphTensor> constants = new LinkedHashMap<>();
  private final Map<String, GraphNode> producers = new HashMap<>();
  private final List<ByteString> inputs;
  private final List<ByteString> outputs;

  private EditableGraph(ByteString file) {
    model = Wire.fields(file);
    graph = Wire.fields(Wire.last(model, GRAPH));
    nodes = new ArrayList<>(Wire.messages(graph, NODE).stream().map(GraphNode::of).toList());
    Wire.messages(graph, INITIALISER).stream().map(GraphTensor::of).forEach(this::add);
    inputs = new ArrayList<>(Wire.messages(graph, INPUT));
    inputs.removeIf(input -> constants.containsKey(GraphValue.name(input)));
    outputs = new ArrayList<>(Wire.messages(graph, OUTPUT));
    nodes.forEach(this::remember);
  }

  /**
   * @throws ModelException if it is no ONNX file
   */
  static EditableGraph of(ByteString file) {
    return new EditableGraph(file);
  }

  private EditableGraph(EditableGraph other) {
    model = other.model;
    graph = other.graph;
    nodes = new ArrayList<>(other.nodes);
    constants.putAll(other.constants);
    producers.putAll(other.producers);
    inputs = new ArrayList<>(other.inputs);
    outputs = new ArrayList<>(other.outputs);
  }

  /** One that can be changed for itself. */
  EditableGraph copy() {
    return new EditableGraph(this);
  }

  private void remember(GraphNode node) {
    node.outputs().forEach(output -> producers.put(output, node));
    if (node.is("Constant")) {
      node.tensor("value").ifPresent(value -> add(value.named(node.output())));
    }
  }

  /** In an order in which they can be run. */
  List<GraphNode> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  Optional<GraphNode> producer(String value) {
    return Optional.ofNullable(producers.get(value));
  }

  Optional<GraphTensor> constant(String value) {
    return Optional.ofNullable(constants.get(value));
  }

  /** Makes the sizes of a value an output of the graph, of integers, outermost first. */
  void reportSizes(String value, String output) {
    GraphNode node = GraphNode.of("Shape", output, value);
    nodes.add(node);
    remember(node);
    outputs.add(GraphValue.named(output));
  }

  /**
   * @return its name
   */
  String add(GraphTensor constant) {
    constants.put(constant.name(), constant);
    return constant.name();
  }

  /** The last of {@code others} gives what {@code node} gave. */
  void replace(GraphNode node, List<GraphNode> others) {
    int at = nodes.indexOf(node);
    nodes.remove(at);
    nodes.addAll(at, others);
    others.forEach(this::remember);
  }

  /** Inputs and outputs take any number of samples. */
  void freeBatch() {
    inputs.replaceAll(GraphValue::withFreeBatch);
    outputs.replaceAll(GraphValue::withFreeBatch);
  }

  /** Drops all that no output needs. */
  void removeUnused() {
    Set<String> needed = new HashSet<>();
    outputs.forEach(output -> needed.add(GraphValue.name(output)));
    Deque<GraphNode> kept = new ArrayDeque<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      GraphNode node = nodes.get(i);
      if (node.outputs().stream().anyMatch(needed::contains)) {
        needed.addAll(node.inputs());
        kept.addFirst(node);
      }
    }
    nodes.clear();
    nodes.addAll(kept);
    constants.keySet().retainAll(needed);
  }

  /** Writes a file, without sizes noted for values inside the graph: they may have changed. */
  void write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      bytes().writeTo(out);
    }
  }

  private ByteString bytes() {
    Set<String> computed = new HashSet<>();
    nodes.forEach(node -> computed.addAll(node.outputs()));
    UnknownFieldSet body = Wire.with(graph, NODE, nodes.stream().map(GraphNode::message).toList());
    body =
        Wire.with(
            body,
            INITIALISER,
            constants.values().stream()
                .filter(constant -> !computed.contains(constant.name()))
                .map(GraphTensor::message)
                .toList());
    body = Wire.with(Wire.with(body, INPUT, inputs), OUTPUT, outputs);
    body = Wire.with(body, VALUE_INFO, List.of());
    long version = Math.max(CONSTANTS_ARE_NO_INPUTS, Wire.integer(model, IR_VERSION));
    UnknownFieldSet whole = Wire.with(model, GRAPH, List.of(Wire.message(body)));
    whole = Wire.with(whole, OPERATOR_SET, operatorSetsInUse());
    return Wire.message(Wire.with(whole, IR_VERSION, version));
  }

  /** ONNX Runtime names all that it knows. */
  private List<ByteString> operatorSetsInUse() {
    Set<String> domains = new HashSet<>(Set.of("", "ai.onnx"));
    nodes.forEach(node -> domains.add(node.domain()));
    return Wire.messages(model, OPERATOR_SET).stream()
        .filter(set -> domains.contains(Wire.text(Wire.fields(set), 1)))
        .toList();
  }
}
