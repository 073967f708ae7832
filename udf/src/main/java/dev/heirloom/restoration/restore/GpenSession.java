package dev.heirloom.restoration.restore;

import static java.util.stream.Collectors.toMap;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.checkRange;
import static org.bytedeco.opencv.global.opencv_core.merge;
import static org.bytedeco.opencv.global.opencv_core.minMaxIdx;
import static org.bytedeco.opencv.global.opencv_dnn.blobFromImage;

import dev.heirloom.restoration.model.ExecutionProvider;
import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.model.ModelFile;
import dev.heirloom.restoration.model.OnnxGraph;
import dev.heirloom.restoration.model.OnnxModel;
import dev.heirloom.restoration.model.OnnxModel.Tensor;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * GPEN on aligned faces. Takes any network with GPEN's published contract: one input and one
 * output, float, [batch, 3, side, side], red, green, blue, -1…1; and those that take squares of
 * several sides and say so ({@link OnnxGraph#sides}). Threads may share it.
 */
public final class GpenSession implements AutoCloseable {
  private static final double HALF_RANGE = 127.5;
  private static final int CHANNELS = 3;
  private static final int SMALLEST_SIDE = 64;
  private static final int LARGEST_SIDE = 4096;

  /** Key in the file's metadata; scripts/model/export.py writes it. */
  private static final String LEAVES_GOOD_FACES = "leaves_good_faces";

  /** Twice as many are little faster on a GPU, and take another gigabyte of it. */
  private static final int BATCH = 8;

  /**
   * ONNX Runtime takes memory in ever larger pieces and keeps it: on a CPU, up to sixteen calls at
   * a time of three networks were found to take at most so many times what one takes, times their
   * number.
   */
  private static final double KEPT = 1.4;

  private final OnnxModel model;
  private final String output;
  private final List<Integer> sides;
  private final long memory;

  /** Held by the batch that it runs; of either side, so that a GPU has one at a time. */
  private final Object device = new Object();

  /** By the side of their faces; none on a CPU. */
  private final Map<Integer, FaceBatcher> batchers;

  private GpenSession(OnnxModel model, List<Integer> sides, int batch, long memory) {
    this.model = model;
    this.output = output(model);
    this.sides = sides;
    this.memory = memory;
    this.batchers =
        batch == 1
            ? Map.of()
            : sides.stream().collect(toMap(Function.identity(), side -> batcher(side, batch)));
  }

  private FaceBatcher batcher(int side, int batch) {
    return new FaceBatcher(
        (faces, count) -> {
          synchronized (device) {
            return run(faces, count, side);
          }
        },
        CHANNELS * side * side,
        batch);
  }

  /**
   * Opens {@code file} and runs it, so that the first photo does not pay for it. A GPU is given the
   * faces of many callers together, unless the file takes one at a time; on a CPU that would be
   * slower.
   *
   * @throws ModelException if the file has not GPEN's contract, or cannot run on the device
   */
  public static GpenSession open(ModelFile file, SessionSettings settings) {
    return OnnxModel.opened(file, settings, BATCH, model -> warm(model, most(model)));
  }

  private static int most(OnnxModel model) {
    return model.provider() == ExecutionProvider.CPU ? 1 : most(model, BATCH);
  }

  private static int most(OnnxModel model, int batch) {
    return model.graph().inputs().get(0).shape().get(0) == 1 ? 1 : batch;
  }

  /**
   * @param batch most faces of one call
   */
  static GpenSession open(OnnxModel model, int batch) {
    return OnnxModel.started(model, opened -> warm(opened, most(opened, batch)));
  }

  private static GpenSession warm(OnnxModel model, int most) {
    List<Integer> sides = sides(model.file(), model.graph());
    long before = Pointer.physicalBytes();
    sides.forEach(side -> warmUp(model, side, most));
    long call = Math.max(0, Pointer.physicalBytes() - before);
    double calls =
        model.provider() == ExecutionProvider.CPU ? KEPT * model.settings().callers() : 1;
    return new GpenSession(model, sides, most, model.sessionMemory() + (long) (calls * call));
  }

  /** A GPU makes a plan for each size of a batch. */
  private static void warmUp(OnnxModel model, int side, int batch) {
    int face = CHANNELS * side * side;
    try (FloatPointer gray = new FloatPointer((long) batch * face)) {
      gray.zero();
      for (int count = 1; count <= batch; count *= 2) {
        FloatBuffer faces = gray.asBuffer().slice(0, count * face);
        model.run(new Tensor(faces, count, CHANNELS, side, side), output(model));
      }
    }
  }

  private static String output(OnnxModel model) {
    return model.graph().outputs().get(0).name();
  }

  /** Pixels a side of the largest squares it takes and gives. */
  public int side() {
    return sides.get(sides.size() - 1);
  }

  /**
   * Pixels a side of the square that a face is restored in: the smallest that shows all of it, or
   * else the largest.
   *
   * @param extent of the face's square in the picture, in pixels
   */
  public int sideFor(double extent) {
    return sides.stream().filter(side -> side >= extent).findFirst().orElse(side());
  }

  public ModelFile file() {
    return model.file();
  }

  /**
   * At most about how many bytes outside the heap it takes with all its callers at work, by how
   * much the process grew when the file was opened and run.
   */
  public long memory() {
    return memory;
  }

  /** Whether the model itself gives a face that is hardly damaged back as it was. */
  public boolean leavesGoodFaces() {
    return metadata(LEAVES_GOOD_FACES).map(Boolean::parseBoolean).orElse(false);
  }

  /** What whoever made the file says of it under a key. */
  public Optional<String> metadata(String key) {
    return Optional.ofNullable(model.graph().metadata().get(key));
  }

  public ExecutionProvider provider() {
    return model.provider();
  }

  /**
   * Restores one face.
   *
   * @param crop square of a side that {@link #sideFor} gives, 8-bit blue, green, red
   * @return of the same size and kind
   * @throws PhotoException BAD_MODEL_OUTPUT if the network gives anything but a picture
   */
  public Picture restore(Picture crop) {
    int side = crop.width();
    if (!sides.contains(side) || crop.height() != side || crop.mat().type() != CV_8UC3) {
      throw new IllegalArgumentException(
          "a crop is a square of %s pixels in 8-bit colour, got %d x %d"
              .formatted(sides, crop.width(), crop.height()));
    }
    FaceBatcher batcher = batchers.get(side);
    try (Mat blob = toBlob(crop.mat())) {
      FloatBuffer face = blob.createBuffer();
      FloatBuffer restored = batcher == null ? run(face, 1, side) : batcher.restore(face);
      return toPicture(restored, side, file());
    }
  }

  @Override
  public void close() {
    batchers.values().forEach(FaceBatcher::close);
    model.close();
  }

  /** 0…255 to -1…1, as planes of red, green and blue; to be closed. */
  static Mat toBlob(Mat crop) {
    try (Size size = crop.size();
        Scalar mean = new Scalar(HALF_RANGE, HALF_RANGE, HALF_RANGE, 0)) {
      return blobFromImage(crop, 1 / HALF_RANGE, size, mean, true, false, CV_32F);
    }
  }

  private FloatBuffer run(FloatBuffer faces, int count, int side) {
    Tensor input = new Tensor(faces, count, CHANNELS, side, side);
    return model.run(input, output).get(0).data();
  }

  /** -1…1 to 0…255, rounded to the nearest and cut off. */
  @SuppressWarnings("try") // The scope frees what is made inside it.
  static Picture toPicture(FloatBuffer planes, int side, ModelFile file) {
    Mat bgr = new Mat();
    try (PointerScope scope = new PointerScope()) {
      Mat values = new Mat(CHANNELS * side, side, CV_32F);
      values.<FloatBuffer>createBuffer().put(planes.duplicate());
      if (!checkRange(values)) {
        throw unusable(file, "numbers that are not finite");
      }
      Mat levels = new Mat();
      values.convertTo(levels, CV_8U, HALF_RANGE, HALF_RANGE);
      double[] lowest = new double[1];
      double[] highest = new double[1];
      minMaxIdx(levels, lowest, highest, null, null, new Mat());
      if (lowest[0] == highest[0]) {
        throw unusable(file, "one flat colour");
      }
      Mat red = levels.rowRange(0, side);
      Mat green = levels.rowRange(side, 2 * side);
      Mat blue = levels.rowRange(2 * side, 3 * side);
      merge(new MatVector(blue, green, red), bgr);
      return new Picture(bgr);
    } catch (RuntimeException e) {
      bgr.close();
      throw e;
    }
  }

  private static PhotoException unusable(ModelFile file, String what) {
    return new PhotoException(
        FailureCode.BAD_MODEL_OUTPUT, "model %s gave %s for a face".formatted(file.name(), what));
  }

  /**
   * Checks a file without opening it.
   *
   * @throws ModelException if it has not GPEN's contract
   */
  public static void requireContract(ModelFile file) {
    sides(file, OnnxGraph.of(file));
  }

  private static List<Integer> sides(ModelFile file, OnnxGraph graph) {
    boolean single = graph.inputs().size() == 1 && graph.outputs().size() == 1;
    if (!single || !isFaceBatch(graph.inputs().get(0)) || !isFaceBatch(graph.outputs().get(0))) {
      throw notGpen(file, "one input and one output, float [batch, 3, side, side]");
    }
    List<Long> input = graph.inputs().get(0).shape();
    List<Long> output = graph.outputs().get(0).shape();
    if (!input.subList(1, 4).equals(output.subList(1, 4))) {
      throw notGpen(file, "an output as large as its input");
    }
    List<Integer> sides = graph.sides();
    if (sides.isEmpty()
        || sides.get(0) < SMALLEST_SIDE
        || sides.get(sides.size() - 1) > LARGEST_SIDE) {
      throw notGpen(file, "a side of %d to %d pixels".formatted(SMALLEST_SIDE, LARGEST_SIDE));
    }
    return sides;
  }

  private static boolean isFaceBatch(OnnxGraph.Value value) {
    List<Long> shape = value.shape();
    return value.elementType() == OnnxGraph.Value.FLOAT
        && shape.size() == 4
        && (shape.get(0) == 1 || shape.get(0) == -1)
        && shape.get(1) == 3
        && shape.get(2).equals(shape.get(3));
  }

  private static ModelException notGpen(ModelFile file, String expected) {
    return new ModelException(
        "model %s is no GPEN: expected %s; name a GPEN export such as GPEN-BFR-512.onnx"
            .formatted(file.name(), expected));
  }
}
