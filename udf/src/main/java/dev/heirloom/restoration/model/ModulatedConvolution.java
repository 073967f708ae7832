package dev.heirloom.restoration.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A convolution of StyleGAN2 as exporters write it: its weight is multiplied by the style of the
 * sample, and perhaps by a factor for each output channel that makes the weights' squares add up to
 * one, in the graph.
 *
 * <p>Since convolution is linear, the same comes of scaling the input's channels by the style,
 * convolving with the constant weight, and scaling the output's channels by 1 / sqrt(sum_i s_i^2
 * E[i,o] + eps), where E[i,o] is the sum of the squared weight over the kernel. Then the weight is
 * one for all samples.
 *
 * @param convolution Conv or ConvTranspose
 * @param weight before the style, as the convolution takes it
 * @param style the value that holds the scales of the input's channels
 * @param epsilon of the demodulation; nothing where there is none
 */
record ModulatedConvolution(
    GraphNode convolution, GraphTensor weight, String style, Optional<GraphTensor> epsilon) {

  /** The weight times the style, before and after demodulation. */
  private record Product(GraphTensor weight, String style, Optional<GraphTensor> epsilon) {}

  static boolean hasComputedWeight(EditableGraph graph, GraphNode node) {
    return node.is("Conv", "ConvTranspose") && graph.constant(node.input(1)).isEmpty();
  }

  /** Nothing if the weight is computed in another way. */
  static Optional<ModulatedConvolution> of(EditableGraph graph, GraphNode convolution) {
    Deque<GraphNode> shaping = new ArrayDeque<>();
    String value = convolution.input(1);
    Optional<GraphNode> node = graph.producer(value);
    while (node.isPresent() && node.get().is("Reshape", "Transpose")) {
      shaping.push(node.get());
      node = graph.producer(node.get().input(0));
    }
    return node.flatMap(product -> product(graph, product))
        .filter(product -> product.weight().type() == GraphTensor.FLOAT)
        .filter(product -> convolution.integer("group", 1) == 1)
        .map(
            product ->
                new ModulatedConvolution(
                    convolution,
                    shaped(graph, product.weight(), shaping),
                    product.style(),
                    product.epsilon()));
  }

  private static Optional<Product> product(EditableGraph graph, GraphNode node) {
    return styled(graph, node)
        .or(() -> demodulated(graph, node, node.input(0), node.input(1)))
        .or(() -> demodulated(graph, node, node.input(1), node.input(0)));
  }

  /** A constant times what is none. */
  private static Optional<Product> styled(EditableGraph graph, GraphNode node) {
    if (!node.is("Mul")) {
      return Optional.empty();
    }
    boolean first = graph.constant(node.input(0)).isPresent();
    return graph
        .constant(node.input(first ? 0 : 1))
        .filter(weight -> weight.shape().size() >= 4)
        .map(weight -> new Product(weight, node.input(first ? 1 : 0), Optional.empty()));
  }

  private static Optional<Product> demodulated(
      EditableGraph graph, GraphNode node, String weight, String factor) {
    if (!node.is("Mul")) {
      return Optional.empty();
    }
    return graph
        .producer(weight)
        .flatMap(product -> styled(graph, product))
        .flatMap(
            product ->
                epsilon(graph, factor, weight)
                    .map(
                        epsilon ->
                            new Product(product.weight(), product.style(), Optional.of(epsilon))));
  }

  /** Of 1 / sqrt(sum of the squared weight + epsilon). */
  private static Optional<GraphTensor> epsilon(EditableGraph graph, String factor, String weight) {
    return graph
        .producer(factor)
        .flatMap(
            node ->
                node.is("Reshape", "Unsqueeze") ? graph.producer(node.input(0)) : Optional.of(node))
        .filter(node -> node.is("Reciprocal") || isOneThrough(graph, node))
        .flatMap(node -> graph.producer(node.input(node.is("Div") ? 1 : 0)))
        .filter(node -> node.is("Sqrt"))
        .flatMap(node -> graph.producer(node.input(0)))
        .filter(node -> node.is("Add"))
        .filter(
            node ->
                isEnergy(graph, node.input(0), weight) || isEnergy(graph, node.input(1), weight))
        .flatMap(node -> graph.constant(node.input(0)).or(() -> graph.constant(node.input(1))))
        .filter(epsilon -> epsilon.type() == GraphTensor.FLOAT && epsilon.floats().length == 1);
  }

  private static boolean isOneThrough(EditableGraph graph, GraphNode node) {
    return node.is("Div") && isAll(graph, node.input(0), 1);
  }

  private static boolean isEnergy(EditableGraph graph, String value, String weight) {
    Optional<GraphNode> sum = graph.producer(value);
    if (sum.isPresent() && sum.get().is("ReduceSumSquare")) {
      return sum.get().input(0).equals(weight);
    }
    return sum.filter(node -> node.is("ReduceSum"))
        .flatMap(node -> graph.producer(node.input(0)))
        .filter(node -> node.input(0).equals(weight))
        .filter(
            node ->
                (node.is("Pow") && isAll(graph, node.input(1), 2))
                    || (node.is("Mul") && node.input(1).equals(weight)))
        .isPresent();
  }

  private static boolean isAll(EditableGraph graph, String value, float number) {
    return graph
        .constant(value)
        .filter(constant -> constant.type() == GraphTensor.FLOAT)
        .filter(constant -> constant.floats().length == 1 && constant.floats()[0] == number)
        .isPresent();
  }

  private static GraphTensor shaped(
      EditableGraph graph, GraphTensor weight, Iterable<GraphNode> shaping) {
    GraphTensor shaped = weight;
    for (GraphNode node : shaping) {
      shaped =
          node.is("Transpose")
              ? shaped.transposed(node.integers("perm"))
              : shaped.reshaped(graph.constant(node.input(1)).orElseThrow().integers());
    }
    return shaped;
  }

  /** Puts the equal operations with a constant weight in its place. */
  void rewrite(EditableGraph graph) {
    String name = convolution.output();
    List<GraphNode> nodes = new ArrayList<>();
    String scales = reshaped(graph, nodes, style, name + ":scales", List.of(-1L, inputs(), 1L, 1L));
    nodes.add(GraphNode.of("Mul", name + ":scaled", convolution.input(0), scales));
    String constant = graph.add(weight.named(name + ":weight"));
    if (epsilon.isEmpty()) {
      nodes.add(
          convolution.inputs().size() > 2
              ? convolution.withInputs(name + ":scaled", constant, convolution.input(2))
              : convolution.withInputs(name + ":scaled", constant));
    } else {
      nodes.add(convolution.withInputs(name + ":scaled", constant).withOutput(name + ":convolved"));
      addDemodulation(graph, nodes);
    }
    graph.replace(convolution, nodes);
  }

  private void addDemodulation(EditableGraph graph, List<GraphNode> nodes) {
    String name = convolution.output();
    String energies = graph.add(energies(name + ":energies"));
    String least = graph.add(epsilon.orElseThrow().named(name + ":epsilon"));
    String flat = reshaped(graph, nodes, style, name + ":style", List.of(-1L, inputs()));
    nodes.add(GraphNode.of("Mul", name + ":squares", flat, flat));
    nodes.add(GraphNode.of("MatMul", name + ":sums", name + ":squares", energies));
    nodes.add(GraphNode.of("Add", name + ":power", name + ":sums", least));
    nodes.add(GraphNode.of("Sqrt", name + ":length", name + ":power"));
    nodes.add(GraphNode.of("Reciprocal", name + ":inverse", name + ":length"));
    String factors =
        reshaped(
            graph, nodes, name + ":inverse", name + ":factors", List.of(-1L, outputs(), 1L, 1L));
    if (convolution.inputs().size() > 2) {
      // The bias is added behind the factor, as it was.
      nodes.add(GraphNode.of("Mul", name + ":demodulated", name + ":convolved", factors));
      String bias =
          reshaped(
              graph, nodes, convolution.input(2), name + ":bias", List.of(1L, outputs(), 1L, 1L));
      nodes.add(GraphNode.of("Add", name, name + ":demodulated", bias));
    } else {
      nodes.add(GraphNode.of("Mul", name, name + ":convolved", factors));
    }
  }

  private static String reshaped(
      EditableGraph graph, List<GraphNode> nodes, String value, String name, List<Long> shape) {
    nodes.add(
        GraphNode.of(
            "Reshape", name, value, graph.add(GraphTensor.integers(name + ":shape", shape))));
    return name;
  }

  private boolean isTransposed() {
    return convolution.is("ConvTranspose");
  }

  private long inputs() {
    return weight.shape().get(isTransposed() ? 0 : 1);
  }

  private long outputs() {
    return weight.shape().get(isTransposed() ? 1 : 0);
  }

  /** E, input channels by output channels. */
  private GraphTensor energies(String name) {
    int inputs = Math.toIntExact(inputs());
    int outputs = Math.toIntExact(outputs());
    float[] values = weight.floats();
    int kernel = values.length / (inputs * outputs);
    double[] sums = new double[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      int pair = i / kernel;
      int at = isTransposed() ? pair : pair % inputs * outputs + pair / inputs;
      sums[at] += (double) values[i] * values[i];
    }
    float[] energies = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      energies[i] = (float) sums[i];
    }
    return GraphTensor.floats(name, List.of((long) inputs, (long) outputs), energies);
  }
}
