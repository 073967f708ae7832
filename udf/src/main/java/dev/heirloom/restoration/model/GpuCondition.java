package dev.heirloom.restoration.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a GPU can still be used, by what ONNX Runtime says when a run fails. After some errors of
 * CUDA every further call of the process fails ("the process must be terminated and relaunched", as
 * CUDA's documentation says of them). Thread-safe.
 */
final class GpuCondition {
  /** As in "CUDA failure 719: unspecified launch failure ; GPU=0 ; hostname=…". */
  private static final Pattern CUDA_FAILURE = Pattern.compile("CUDA failure (\\d{1,4})\\b[^;\\n]*");

  /** Numbers of {@code cudaError_t}. */
  private static final Set<Integer> LOSSES =
      Set.of(
          46, // devices unavailable
          100, // no device
          214, // memory error that could not be corrected
          220, // the same of NVLink
          226, // error that was contained
          700, // illegal address
          702, // launch timeout
          709, // context is destroyed
          710, // assertion
          714, // hardware stack error
          715, // illegal instruction
          716, // misaligned address
          717, // invalid address space
          718, // invalid program counter
          719, // launch failure
          999); // unknown, which is what a GPU says that has left the bus

  /** The same where only the text is passed on. */
  private static final Pattern LOSS =
      anyOf(
          List.of(
              "an illegal memory access was encountered",
              "unspecified launch failure",
              "the launch timed out and was terminated",
              "uncorrectable (ECC|NVLink) error",
              "all CUDA-capable devices are busy or unavailable",
              "an illegal instruction was encountered",
              "misaligned address",
              "hardware stack error",
              "invalid program counter",
              "operation not supported on global/shared address space",
              "device-side assert triggered",
              "context is destroyed",
              "(device|GPU) (is )?lost",
              "cudaError(DevicesUnavailable|ECCUncorrectable|IllegalAddress|LaunchFailure|LaunchTimeout)"));

  /** May be bad luck, or what a library makes of a loss: the next run tells. */
  private static final Pattern SUSPICION =
      anyOf(
          List.of(
              "CUBLAS_STATUS_(EXECUTION_FAILED|INTERNAL_ERROR)",
              "CUDNN_STATUS_(EXECUTION_FAILED|INTERNAL_ERROR)\\w*",
              "TensorRT EP execution context enqueue failed"));

  /** Comes and goes; a smaller batch may fit. */
  private static final Pattern SHORTAGE =
      anyOf(List.of("out of memory", "failed to allocate", "ALLOC(ATION)?_FAILED"));

  private final AtomicBoolean suspected = new AtomicBoolean();

  private static Pattern anyOf(List<String> texts) {
    return Pattern.compile(String.join("|", texts), Pattern.CASE_INSENSITIVE);
  }

  /** A run has given its results. */
  void worked() {
    suspected.set(false);
  }

  /**
   * A run has failed.
   *
   * @param message what ONNX Runtime says
   * @return the words by which the GPU is known to be lost; nothing if it may not be
   */
  Optional<String> lossIn(String message) {
    if (SHORTAGE.matcher(message).find()) {
      return Optional.empty();
    }
    Optional<String> loss = certainLoss(message);
    if (loss.isPresent()) {
      return loss;
    }
    Matcher suspicion = SUSPICION.matcher(message);
    boolean twice = suspicion.find() && suspected.getAndSet(true);
    return twice ? Optional.of(suspicion.group() + ", twice") : Optional.empty();
  }

  private static Optional<String> certainLoss(String message) {
    return Stream.concat(
            CUDA_FAILURE
                .matcher(message)
                .results()
                .filter(failure -> LOSSES.contains(Integer.parseInt(failure.group(1)))),
            LOSS.matcher(message).results())
        .map(found -> found.group().strip())
        .findFirst();
  }
}
