package dev.heirloom.restoration.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.util.Map;

/** Makes sessions for a device. Its options must outlive its sessions: close it after them. */
final class SessionFactory implements AutoCloseable {
  private final SessionOptions options;
  private final ExecutionProvider provider;

  private SessionFactory(SessionOptions options, ExecutionProvider provider) {
    this.options = options;
    this.provider = provider;
  }

  /**
   * @param tensorRt options for TensorRT, where that is chosen
   */
  static SessionFactory of(SessionSettings settings, Map<String, String> tensorRt) {
    ExecutionProvider provider = choose(settings.device());
    SessionOptions options = new SessionOptions();
    try {
      configure(options, provider, settings, tensorRt);
      return new SessionFactory(options, provider);
    } catch (OrtException e) {
      options.close();
      throw new ModelException(
          "%s cannot be used here (%s); its libraries must be on this machine, or use --device cpu"
              .formatted(provider, reason(e)),
          e);
    }
  }

  private static void configure(
      SessionOptions options,
      ExecutionProvider provider,
      SessionSettings settings,
      Map<String, String> tensorRt)
      throws OrtException {
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    options.setInterOpNumThreads(1);
    options.setIntraOpNumThreads(provider == ExecutionProvider.CPU ? settings.intraOpThreads() : 1);
    // Waiting threads that spin cost more CPU than the network itself when tasks share cores.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    // Patterns are kept for each shape seen; detection sees a new one with nearly every photo.
    options.setMemoryPatternOptimization(false);
    addProvider(options, provider, settings.deviceId(), tensorRt);
  }

  /** The first line of what ONNX Runtime says. */
  static String reason(OrtException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }

  ExecutionProvider provider() {
    return provider;
  }

  OrtSession open(ModelFile file) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    if (file instanceof ModelFile.Embedded embedded) {
      return environment.createSession(embedded.bytes(), options);
    }
    return environment.createSession(((ModelFile.Cached) file).path().toString(), options);
  }

  @Override
  public void close() {
    options.close();
  }

  /**
   * What models run on where {@code device} is asked for.
   *
   * @throws ModelException if this machine has no such device
   */
  static ExecutionProvider choose(Device device) {
    return switch (device) {
      case CPU -> ExecutionProvider.CPU;
      case AUTO -> GpuDriver.isPresent() ? ExecutionProvider.CUDA : ExecutionProvider.CPU;
      case CUDA -> required(ExecutionProvider.CUDA);
      case TENSORRT -> required(ExecutionProvider.TENSORRT);
    };
  }

  private static ExecutionProvider required(ExecutionProvider provider) {
    if (!GpuDriver.isPresent()) {
      throw new ModelException(
          "%s was asked for, but this machine has no NVIDIA driver (libcuda.so.1 is not there); install it, or use --device cpu"
              .formatted(provider));
    }
    return provider;
  }

  private static void addProvider(
      SessionOptions options,
      ExecutionProvider provider,
      int deviceId,
      Map<String, String> tensorRt)
      throws OrtException {
    if (provider == ExecutionProvider.CPU) {
      return;
    }
    options.addConfigEntry("session.disable_cpu_ep_fallback", "1");
    if (provider == ExecutionProvider.TENSORRT) {
      try (OrtTensorRTProviderOptions provided = new OrtTensorRTProviderOptions(deviceId)) {
        for (Map.Entry<String, String> option : tensorRt.entrySet()) {
          provided.add(option.getKey(), option.getValue());
        }
        options.addTensorrt(provided);
      }
    }
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(deviceId)) {
      // TF32 rounds differently from one GPU generation to the next.
      cuda.add("use_tf32", "0");
      cuda.add("cudnn_conv_algo_search", "HEURISTIC");
      cuda.add("arena_extend_strategy", "kSameAsRequested");
      options.addCUDA(cuda);
    }
  }
}
