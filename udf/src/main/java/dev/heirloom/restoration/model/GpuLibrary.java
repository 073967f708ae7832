package dev.heirloom.restoration.model;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * A library of NVIDIA's that ONNX Runtime needs on a GPU: what the build for CUDA 12 is linked to,
 * and cuDNN, which it loads itself. It would load cuFFT as well, for operators that no model here
 * has.
 */
public enum GpuLibrary {
  DRIVER("libcuda.so.1", "NVIDIA's driver", true),
  CUDA_RUNTIME("libcudart.so.12", "cuda-cudart-12-9", true),
  CUBLAS("libcublas.so.12", "libcublas-12-9", true),
  CUBLAS_LIGHT("libcublasLt.so.12", "libcublas-12-9", true),
  CURAND("libcurand.so.10", "libcurand-12-9", true),
  CUDNN("libcudnn.so.9", "libcudnn9-cuda-12", true),
  TENSORRT("libnvinfer.so.10", "libnvinfer10", false),
  TENSORRT_PARSER("libnvonnxparser.so.10", "libnvonnxparsers10", false);

  private final String file;
  private final String bringer;
  private final boolean ofCuda;

  GpuLibrary(String file, String bringer, boolean ofCuda) {
    this.file = file;
    this.bringer = bringer;
    this.ofCuda = ofCuda;
  }

  /** Those that {@code provider} needs; TensorRT needs CUDA's too. */
  public static Set<GpuLibrary> of(ExecutionProvider provider) {
    List<GpuLibrary> needed =
        Arrays.stream(values())
            .filter(
                library ->
                    provider == ExecutionProvider.TENSORRT
                        || provider == ExecutionProvider.CUDA && library.ofCuda)
            .toList();
    return needed.isEmpty() ? EnumSet.noneOf(GpuLibrary.class) : EnumSet.copyOf(needed);
  }

  /** The name by which it is loaded. */
  public String file() {
    return file;
  }

  /** The package that brings it, as NVIDIA's repositories for Debian and Ubuntu call it. */
  public String bringer() {
    return bringer;
  }

  /**
   * Loads it, as ONNX Runtime would: from LD_LIBRARY_PATH, the cache of ldconfig, or the system's
   * folders. It stays loaded.
   *
   * @return what the dynamic linker says against it; nothing if it is there and whole
   */
  public Optional<String> complaint() {
    try {
      Loader.load(Pointer.class);
      Loader.loadGlobal(file);
      return Optional.empty();
    } catch (UnsatisfiedLinkError e) {
      return Optional.of(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }
}
