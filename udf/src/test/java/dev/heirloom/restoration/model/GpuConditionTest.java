package dev.heirloom.restoration.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages are such as ONNX Runtime gives; hosts and files are made up. */
class GpuConditionTest {
  private static final String NODE =
      "Error code - ORT_FAIL - message: Non-zero status code returned while running Conv node. Name:'Conv_7' Status Message: ";
  private static final String PLACE =
      " ; GPU=0 ; hostname=node7 ; file=/onnxruntime_src/onnxruntime/core/providers/cuda/gpu_data_transfer.cc ; line=73 ; expr=cudaMemcpyAsync(dst_data, src_data, bytes, cudaMemcpyDeviceToHost, stream);";

  private final GpuCondition gpu = new GpuCondition();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA failure 46: all CUDA-capable devices are busy or unavailable",
        "CUDA failure 100: no CUDA-capable device is detected",
        "CUDA failure 214: uncorrectable ECC error encountered",
        "CUDA failure 700: an illegal memory access was encountered",
        "CUDA failure 702: the launch timed out and was terminated",
        "CUDA failure 715: an illegal instruction was encountered",
        "CUDA failure 716: misaligned address",
        "CUDA failure 719: unspecified launch failure",
        "CUDA failure 999: unknown error",
      })
  void whatCudaDoesNotComeBackFromIsALoss(String symptom) {
    assertThat(gpu.lossIn(symptom + PLACE)).contains(symptom);
    assertThat(gpu.lossIn(NODE + symptom + PLACE)).contains(symptom);
  }

  @ParameterizedTest
  @CsvSource({
    "IExecutionContext::enqueueV3: Error Code 1: Cuda Runtime (an illegal memory access was encountered), an illegal memory access was encountered",
    "CUDA error executing cudaMemcpy: unspecified launch failure, unspecified launch failure",
    "call failed with cudaErrorDevicesUnavailable, cudaErrorDevicesUnavailable",
    "CUDA failure 1: invalid argument ; expr=a ; CUDA failure 719: unspecified launch failure ; GPU=0, CUDA failure 719: unspecified launch failure",
    "nvml says GPU is lost, GPU is lost"
  })
  void soIsTheSameInOtherWords(String message, String symptom) {
    assertThat(gpu.lossIn(message)).contains(symptom);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA failure 2: out of memory ; GPU=0 ; hostname=node7 ; expr=cudaMalloc((void**)&p, size);",
        "/onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 939524096",
        "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0 ; expr=cublasCreate(&cublas_handle_);",
        "CUDNN failure 4002: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED ; GPU=0",
        "CUDA failure 1: invalid argument ; GPU=0 ; hostname=node719 ; line=700",
        "CUDA failure 701: too many resources requested for launch ; GPU=0",
        "CUDNN failure 3: CUDNN_STATUS_BAD_PARAM ; GPU=0",
        "Got invalid dimensions for input: input for the following indices index: 2 Got: 700 Expected: 512",
        "null",
      })
  void shortageAndWrongInputAreNone(String message) {
    for (int i = 0; i < 3; i++) {
      assertThat(gpu.lossIn(NODE + message)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CUBLAS failure 13: CUBLAS_STATUS_EXECUTION_FAILED ; GPU=0, 'CUBLAS_STATUS_EXECUTION_FAILED, twice'",
    "CUBLAS failure 14: CUBLAS_STATUS_INTERNAL_ERROR ; GPU=0, 'CUBLAS_STATUS_INTERNAL_ERROR, twice'",
    "CUDNN failure 5000: CUDNN_STATUS_EXECUTION_FAILED ; GPU=0, 'CUDNN_STATUS_EXECUTION_FAILED, twice'",
    "CUDNN failure 4: CUDNN_STATUS_INTERNAL_ERROR ; GPU=0, 'CUDNN_STATUS_INTERNAL_ERROR, twice'",
    "TensorRT EP execution context enqueue failed., 'TensorRT EP execution context enqueue failed, twice'",
  })
  void aLibraryThatFailsIsSuspectedAndBelievedTheSecondTime(String message, String symptom) {
    assertThat(gpu.lossIn(NODE + message)).isEmpty();
    gpu.worked();
    assertThat(gpu.lossIn(NODE + message)).as("it worked in between").isEmpty();
    assertThat(gpu.lossIn(NODE + message)).contains(symptom);
  }

  @Test
  void aLossIsSaidInOneLineWithCauseAndRemedy() {
    assertThat(
            new DeviceLostException(
                "gpen-512", "CUDA failure 719: unspecified launch failure", new RuntimeException()))
        .hasMessage(
            "the GPU is lost to this process (model gpen-512: CUDA failure 719: unspecified launch failure); start again, and if that does not help see what the kernel says of the GPU (lines with Xid in dmesg)");
  }
}
