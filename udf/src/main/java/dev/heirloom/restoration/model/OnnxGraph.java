package dev.heirloom.restoration.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an ONNX file says of itself, read without loading its weights: a walk over the fields of
 * {@code ModelProto} (onnx.proto3 of the ONNX specification).
 *
 * @param inputs without the initialisers that old files repeat among them
 * @param domains operator domains of the nodes; the default domain is the empty string
 * @param externalData whether weights lie in other files
 * @param metadata what whoever made the file says of it, by key
 */
public record OnnxGraph(
    List<Value> inputs,
    List<Value> outputs,
    Set<String> domains,
    boolean externalData,
    Map<String, String> metadata) {

  /** Key of the sides, ascending and with commas, that a free input may have. */
  private static final String SIDES = "sides";

  /**
   * An input or output.
   *
   * @param elementType of {@code TensorProto.DataType}: 1 is float, 10 is float16
   * @param shape outermost first; -1 where the size is free
   */
  public record Value(String name, int elementType, List<Long> shape) {
    public static final int FLOAT = 1;

    public Value {
      shape = List.copyOf(shape);
    }
  }

  public OnnxGraph {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    domains = Set.copyOf(domains);
    metadata = Map.copyOf(metadata);
  }

  /**
   * Pixels a side of the squares that the network takes, [batch, channels, side, side]; ascending.
   *
   * @return nothing where it takes no squares, or the file does not say of which sides
   */
  public List<Integer> sides() {
    List<Long> shape = inputs.get(0).shape();
    if (shape.size() != 4 || !shape.get(2).equals(shape.get(3))) {
      return List.of();
    }
    long side = Math.min(shape.get(3), Integer.MAX_VALUE);
    return side == -1 ? sidesByMetadata() : List.of((int) side);
  }

  private List<Integer> sidesByMetadata() {
    String sides = metadata.getOrDefault(SIDES, "");
    return sides.matches("\\d{1,5}(,\\d{1,5})*")
        ? Stream.of(sides.split(",")).map(Integer::valueOf).distinct().sorted().toList()
        : List.of();
  }

  /**
   * Reads the description of a model.
   *
   * @throws ModelException if the bytes are no ONNX model
   */
  public static OnnxGraph of(ModelFile file) {
    try (InputStream in = file.open()) {
      return new Reader().read(CodedInputStream.newInstance(in));
    } catch (IOException e) {
      throw new ModelException(
          "model %s is not a readable ONNX file (%s); export or download it again"
              .formatted(file.name(), e.getMessage()),
          e);
    }
  }

  /** One pass over the file; the numbers are the field numbers of the specification. */
  private static final class Reader {
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final Set<String> initialisers = new HashSet<>();
    private final Set<String> domains = new HashSet<>();
    private final Map<String, String> metadata = new HashMap<>();
    private boolean externalData;
    private boolean graphSeen;

    OnnxGraph read(CodedInputStream in) throws IOException {
      in.setSizeLimit(Integer.MAX_VALUE);
      eachField(
          in,
          field ->
              switch (field) {
                case 7 -> message(in, this::graph);
                case 14 -> message(in, this::property);
                default -> false;
              });
      if (!graphSeen) {
        throw new IOException("it holds no graph");
      }
      inputs.removeIf(input -> initialisers.contains(input.name()));
      return new OnnxGraph(inputs, outputs, domains, externalData, metadata);
    }

    private void property(CodedInputStream in) throws IOException {
      String[] key = {""};
      String[] value = {""};
      eachField(
          in,
          field ->
              switch (field) {
                case 1 -> text(in, key);
                case 2 -> text(in, value);
                default -> false;
              });
      metadata.put(key[0], value[0]);
    }

    private void graph(CodedInputStream in) throws IOException {
      graphSeen = true;
      eachField(
          in,
          field ->
              switch (field) {
                case 1 -> message(in, this::node);
                case 5 -> message(in, this::initialiser);
                case 11 -> message(in, value -> inputs.add(value(value)));
                case 12 -> message(in, value -> outputs.add(value(value)));
                default -> false;
              });
    }

    private void node(CodedInputStream in) throws IOException {
      String[] domain = {""};
      eachField(in, field -> field == 7 && text(in, domain));
      domains.add(domain[0].equals("ai.onnx") ? "" : domain[0]);
    }

    private void initialiser(CodedInputStream in) throws IOException {
      String[] name = {""};
      eachField(
          in,
          field -> {
            if (field == 14) {
              externalData |= in.readEnum() == 1;
              return true;
            }
            return field == 8 && text(in, name);
          });
      initialisers.add(name[0]);
    }

    private Value value(CodedInputStream in) throws IOException {
      String[] name = {""};
      int[] elementType = {0};
      List<Long> shape = new ArrayList<>();
      eachField(
          in,
          field ->
              switch (field) {
                case 1 -> text(in, name);
                case 2 ->
                    message(
                        in,
                        type ->
                            eachField(
                                type,
                                kind ->
                                    kind == 1
                                        && message(
                                            type, tensor -> tensor(tensor, elementType, shape))));
                default -> false;
              });
      return new Value(name[0], elementType[0], shape);
    }

    private void tensor(CodedInputStream in, int[] elementType, List<Long> shape)
        throws IOException {
      eachField(
          in,
          field ->
              switch (field) {
                case 1 -> {
                  elementType[0] = in.readEnum();
                  yield true;
                }
                case 2 ->
                    message(
                        in,
                        sizes ->
                            eachField(
                                sizes,
                                one ->
                                    one == 1
                                        && message(sizes, size -> shape.add(dimension(size)))));
                default -> false;
              });
    }

    private static long dimension(CodedInputStream in) throws IOException {
      long[] size = {-1};
      eachField(
          in,
          field -> {
            if (field == 1) {
              size[0] = in.readInt64();
              return true;
            }
            return false;
          });
      return size[0];
    }

    private static boolean text(CodedInputStream in, String[] target) throws IOException {
      target[0] = in.readString();
      return true;
    }

    private static boolean message(CodedInputStream in, Fields fields) throws IOException {
      int end = in.pushLimit(in.readRawVarint32());
      fields.read(in);
      in.skipRawBytes(in.getBytesUntilLimit());
      in.popLimit(end);
      return true;
    }

    /** Offers each field to {@code taker} and skips those it does not take. */
    private static void eachField(CodedInputStream in, Taker taker) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (!taker.take(WireFormat.getTagFieldNumber(tag))) {
          in.skipField(tag);
        }
      }
    }

    @FunctionalInterface
    private interface Fields {
      void read(CodedInputStream in) throws IOException;
    }

    @FunctionalInterface
    private interface Taker {
      boolean take(int field) throws IOException;
    }
  }
}
