package dev.heirloom.restoration.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Frees a graph from the batch of one that its exporter froze into shapes. The first axis of every
 * value begins with the samples, so a shape keeps its other sizes and leaves the first one open.
 */
final class FreeBatch {
  private final EditableGraph graph;
  private final Map<String, List<Long>> sizes;

  private FreeBatch(EditableGraph graph, Map<String, List<Long>> sizes) {
    this.graph = graph;
    this.sizes = sizes;
  }

  /**
   * @param folding runs the graph to learn sizes
   * @throws ModelException if a shape is not known before the graph runs, or samples are moved off
   *     the first axis
   */
  static void apply(EditableGraph graph, ConstantFolding folding) throws IOException {
    List<String> unknown =
        graph.nodes().stream()
            .filter(node -> isOpenReshape(graph, node) || movesFirstAxis(node))
            .flatMap(node -> Stream.of(node.input(0), node.output()))
            .distinct()
            .toList();
    FreeBatch batch = new FreeBatch(graph, folding.sizes(graph, unknown));
    List.copyOf(graph.nodes()).forEach(batch::free);
    graph.freeBatch();
  }

  private static boolean isOpenReshape(EditableGraph graph, GraphNode node) {
    return node.is("Reshape") && shape(graph, node).indexOf(-1L) > 0;
  }

  private static boolean movesFirstAxis(GraphNode node) {
    return node.is("Transpose") && node.integers("perm").get(0) != 0;
  }

  private static List<Long> shape(EditableGraph graph, GraphNode reshape) {
    return graph
        .constant(reshape.input(1))
        .orElseThrow(() -> unfit(reshape, "is worked out while it runs"))
        .integers();
  }

  private void free(GraphNode node) {
    if (movesFirstAxis(node)) {
      requireValuesInPlace(node);
      replace(node, sizes.get(node.output()));
    } else if (isOpenReshape(graph, node)) {
      replace(node, sizes.get(node.output()));
    } else if (node.is("Reshape") && shape(graph, node).get(0) > 0) {
      replace(node, shape(graph, node));
    }
  }

  /** Where only axes of one value change places, values stay where they are, as in a Reshape. */
  private void requireValuesInPlace(GraphNode transpose) {
    List<Long> before = sizes.get(transpose.input(0));
    List<Long> longer =
        transpose.integers("perm").stream()
            .filter(axis -> before.get(axis.intValue()) > 1)
            .toList();
    if (!longer.equals(longer.stream().sorted().toList())) {
      throw unfit(transpose, "has its first axis elsewhere");
    }
  }

  private void replace(GraphNode node, List<Long> sizes) {
    List<Long> freed = new ArrayList<>(sizes);
    freed.set(0, -1L);
    String name = graph.add(GraphTensor.integers(node.output() + ":shape", freed));
    graph.replace(node, List.of(GraphNode.of("Reshape", node.output(), node.input(0), name)));
  }

  private static ModelException unfit(GraphNode node, String what) {
    return new ModelException("the shape of %s %s".formatted(node.output(), what));
  }
}
