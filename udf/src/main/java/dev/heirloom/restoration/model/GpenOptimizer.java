package dev.heirloom.restoration.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.heirloom.restoration.photo.Sha256;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Rewrites a published GPEN, whose convolution weights are computed anew for each face and whose
 * batch is fixed at one, into the equal network with constant weights, which takes any batch.
 * Stateless.
 */
public final class GpenOptimizer {
  /** Key in the metadata of what was written: the hash of the file that it was made of. */
  public static final String SOURCE = "optimized_from_sha256";

  /** Key in the metadata: the hash of all bytes of the file that stand before this entry. */
  public static final String CONTENT = "optimized_content_sha256";

  private static final int METADATA = 14;
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private GpenOptimizer() {}

  /**
   * Makes the equal network, compares the two, and only then writes it.
   *
   * @param file with GPEN's contract
   * @param target is there whole or not at all; must not be there yet
   * @throws ModelException if the file is no such network, was optimized before, the result differs
   *     from it, or the target cannot be written
   */
  public static OptimizedGpen optimize(ModelFile.Cached file, Path target) {
    try (OnnxModel original = OnnxModel.open(file, alone())) {
      requireUntouched(original);
      Path work =
          Files.createTempDirectory(target.toAbsolutePath().getParent(), ".heirloom-optimizing-");
      try {
        return optimize(original, file.path(), target, work);
      } catch (ModelException e) {
        throw refused(original, e.getMessage());
      } finally {
        delete(work);
      }
    } catch (IOException e) {
      String reason = e instanceof AccessDeniedException ? "no permission" : e.getMessage();
      throw new ModelException(
          "%s cannot be written (%s); give its folder rights and room, or name another with -o"
              .formatted(target, reason),
          e);
    }
  }

  private static ModelException refused(OnnxModel original, String reason) {
    return new ModelException(
        "model %s cannot be optimized: %s; use it as it is"
            .formatted(original.file().name(), reason));
  }

  private static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static OptimizedGpen optimize(OnnxModel original, Path source, Path target, Path work)
      throws IOException {
    EditableGraph graph = EditableGraph.of(Wire.mapped(source));
    requireDeterministic(graph);
    ConstantFolding folding = new ConstantFolding(original.file().name(), work);
    EditableGraph rewritten = folding.fold(graph);
    int convolutions = rewrite(rewritten, folding);
    ModelFile.Cached result = write(original.file(), rewritten, work.resolve("result.onnx"));
    try (OnnxModel optimized = OnnxModel.open(result, alone())) {
      EqualityProof proof = new EqualityProof(original, optimized);
      double difference = proof.require();
      OptimizedGpen.Time time = proof.time();
      Files.move(result.path(), target, StandardCopyOption.ATOMIC_MOVE);
      return new OptimizedGpen(target, result.sha256(), convolutions, difference, time);
    }
  }

  private static SessionSettings alone() {
    return SessionSettings.alone(Device.CPU);
  }

  private static void requireUntouched(OnnxModel original) {
    String source = original.graph().metadata().get(SOURCE);
    if (source != null) {
      throw refused(original, "it is optimized already, of the file with sha256 " + source);
    }
    if (original.graph().inputs().get(0).shape().get(0) != 1) {
      throw refused(original, "it takes batches already");
    }
  }

  private static void requireDeterministic(EditableGraph graph) {
    graph.nodes().stream()
        .filter(node -> node.type().startsWith("Random"))
        .findFirst()
        .ifPresent(
            node -> {
              throw new ModelException(
                  "it draws random noise (%s), so no two of its results are equal"
                      .formatted(node.type()));
            });
  }

  private static int rewrite(EditableGraph graph, ConstantFolding folding) throws IOException {
    List<GraphNode> computed =
        graph.nodes().stream()
            .filter(node -> ModulatedConvolution.hasComputedWeight(graph, node))
            .toList();
    if (computed.isEmpty()) {
      throw new ModelException(
          "it is no published GPEN, since none of its convolutions computes its weight");
    }
    for (GraphNode convolution : computed) {
      ModulatedConvolution.of(graph, convolution)
          .orElseThrow(() -> unknownForm(convolution))
          .rewrite(graph);
    }
    graph.removeUnused();
    FreeBatch.apply(graph, folding);
    return computed.size();
  }

  private static ModelException unknownForm(GraphNode convolution) {
    return new ModelException(
        "the weight of %s is not a float32 constant times a style, for a batch of 1"
            .formatted(convolution.output()));
  }

  private static ModelFile.Cached write(ModelFile source, EditableGraph graph, Path target)
      throws IOException {
    graph.write(target);
    append(target, entry(SOURCE, source.sha256()));
    append(target, entry(CONTENT, Sha256.of(target)));
    return new ModelFile.Cached(source.name() + "-optimized", Sha256.of(target), target);
  }

  private static void append(Path file, ByteString bytes) throws IOException {
    Files.write(file, bytes.toByteArray(), StandardOpenOption.APPEND);
  }

  /** One of the model's entries of metadata; as the last fields of a file they may just follow. */
  private static ByteString entry(String key, String value) {
    UnknownFieldSet pair =
        UnknownFieldSet.newBuilder()
            .mergeLengthDelimitedField(KEY, ByteString.copyFromUtf8(key))
            .mergeLengthDelimitedField(VALUE, ByteString.copyFromUtf8(value))
            .build();
    return UnknownFieldSet.newBuilder()
        .mergeLengthDelimitedField(METADATA, pair.toByteString())
        .build()
        .toByteString();
  }
}
