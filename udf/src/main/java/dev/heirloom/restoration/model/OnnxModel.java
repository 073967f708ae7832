package dev.heirloom.restoration.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;

/**
 * One ONNX network, ready to run: the only owner of its session. Threads may share it; closing
 * waits for the calls that are running.
 */
public final class OnnxModel implements AutoCloseable {

  /**
   * A dense array of floats.
   *
   * @param data row by row; direct memory in native byte order is passed on without a copy
   * @param shape its sizes, outermost first
   */
  public record Tensor(FloatBuffer data, long... shape) {}

  private static final LongAdder RUN_NANOS = new LongAdder();

  private final ModelFile file;
  private final OnnxGraph graph;
  private final SessionFactory factory;
  private final SessionSettings settings;
  private final OrtSession session;
  private final long sessionMemory;
  private final String inputName;
  private final GpuCondition gpu = new GpuCondition();

  /** Shared by runs, exclusive for closing: freeing a session that runs would crash the process. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean closed;

  private OnnxModel(
      ModelFile file, OnnxGraph graph, SessionSettings settings, SessionFactory factory)
      throws OrtException {
    this.file = file;
    this.graph = graph;
    this.settings = settings;
    this.factory = factory;
    long before = Pointer.physicalBytes();
    this.session = factory.open(file);
    this.sessionMemory = Math.max(0, Pointer.physicalBytes() - before);
    this.inputName = graph.inputs().get(0).name();
  }

  /**
   * The model of {@code name} in the catalog on board.
   *
   * @throws ModelException as the other {@code open} does
   */
  public static OnnxModel open(String name, SessionSettings settings) {
    return open(ModelCatalog.onBoard().file(name), settings);
  }

  /**
   * Makes a session of a checked file.
   *
   * @throws ModelException if the file is no network with one input, needs other files or
   *     operators, or the device cannot run it
   */
  public static OnnxModel open(ModelFile file, SessionSettings settings) {
    return open(file, settings, Map.of());
  }

  /**
   * Opens a model and makes it ready for what is to come: on TensorRT with engines for such
   * batches, which are built where this machine has none yet, while other processes wait for them.
   *
   * @param batch most samples of one run
   * @param start as of {@link #started}
   */
  public static <T> T opened(
      ModelFile file, SessionSettings settings, int batch, Function<OnnxModel, T> start) {
    return SessionFactory.choose(settings.device()) == ExecutionProvider.TENSORRT
        ? TensorRtModel.opened(file, settings, batch, start)
        : started(open(file, settings), start);
  }

  /**
   * What {@code start} makes of a model.
   *
   * @param start runs the model for the first time and becomes its owner; if it fails, the model is
   *     closed
   */
  public static <T> T started(OnnxModel model, Function<OnnxModel, T> start) {
    try {
      return start.apply(model);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /**
   * @param tensorRt options for TensorRT, where that is chosen
   */
  static OnnxModel open(ModelFile file, SessionSettings settings, Map<String, String> tensorRt) {
    OnnxGraph graph = OnnxGraph.of(file);
    refuseWhatCannotRun(file, graph);
    SessionFactory factory = SessionFactory.of(settings, tensorRt);
    try {
      return new OnnxModel(file, graph, settings, factory);
    } catch (OrtException e) {
      factory.close();
      throw new ModelException(
          "model %s cannot be opened: %s".formatted(file.name(), SessionFactory.reason(e)), e);
    }
  }

  public ModelFile file() {
    return file;
  }

  public OnnxGraph graph() {
    return graph;
  }

  /** What it runs on. */
  public ExecutionProvider provider() {
    return factory.provider();
  }

  public SessionSettings settings() {
    return settings;
  }

  /** Bytes that this process has grown by when the session was made. */
  public long sessionMemory() {
    return sessionMemory;
  }

  /** Nanoseconds that all threads together have spent running the models of this process. */
  public static long runNanos() {
    return RUN_NANOS.sum();
  }

  /**
   * Runs the network.
   *
   * @param input for the network's one input
   * @param outputs names of the outputs wanted
   * @return the outputs in the order asked for, in memory of their own
   * @throws DeviceLostException if the network fails since the GPU is lost
   * @throws ModelException if it fails for another reason, or after {@link #close}
   */
  public List<Tensor> run(Tensor input, String... outputs) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new ModelException("model " + file.name() + " was closed while photos were waiting");
      }
      return timed(input, List.of(outputs));
    } catch (OrtException e) {
      throw failure(e);
    } finally {
      lock.readLock().unlock();
    }
  }

  private ModelException failure(OrtException e) {
    Optional<String> loss =
        provider() == ExecutionProvider.CPU
            ? Optional.empty()
            : gpu.lossIn(String.valueOf(e.getMessage()));
    return loss.isPresent()
        ? new DeviceLostException(file.name(), loss.get(), e)
        : new ModelException(
            "model %s failed: %s".formatted(file.name(), SessionFactory.reason(e)), e);
  }

  private List<Tensor> timed(Tensor input, List<String> outputs) throws OrtException {
    long start = System.nanoTime();
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), input.data(), input.shape());
        OrtSession.Result result =
            session.run(Map.of(inputName, tensor), new LinkedHashSet<>(outputs))) {
      List<Tensor> tensors = new ArrayList<>();
      for (String output : outputs) {
        OnnxTensor value = (OnnxTensor) result.get(output).orElseThrow();
        tensors.add(new Tensor(value.getFloatBuffer(), value.getInfo().getShape()));
      }
      gpu.worked();
      return tensors;
    } finally {
      RUN_NANOS.add(System.nanoTime() - start);
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
        factory.close();
      }
    } catch (OrtException e) {
      throw new ModelException("model %s cannot be closed".formatted(file.name()), e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static void refuseWhatCannotRun(ModelFile file, OnnxGraph graph) {
    if (graph.externalData()) {
      throw new ModelException(
          "model %s keeps its weights in other files; save it as one file (onnx.save_model without external data)"
              .formatted(file.name()));
    }
    List<String> unknown =
        graph.domains().stream()
            .filter(domain -> !domain.isEmpty() && !domain.equals("com.microsoft"))
            .sorted()
            .toList();
    if (!unknown.isEmpty()) {
      throw new ModelException(
          "model %s uses operators of %s, which ONNX Runtime does not have; export it with standard operators"
              .formatted(file.name(), String.join(", ", unknown)));
    }
    if (graph.inputs().size() != 1) {
      throw new ModelException(
          "model %s has %d inputs where one was expected; it is another kind of model"
              .formatted(file.name(), graph.inputs().size()));
    }
  }
}
