package dev.heirloom.restoration.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchRuntimeException;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC4;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {

  @Test
  void aMatrixLargerThanAnyMachineIsShortageOfMemory() {
    RuntimeException e =
        catchRuntimeException(() -> new Mat(Integer.MAX_VALUE, Integer.MAX_VALUE / 64, CV_64FC4));
    assertThat(NativeMemory.wasShort(e)).isTrue();
  }

  @Test
  void anImpossibleMatrixIsNot() {
    RuntimeException e = catchRuntimeException(() -> new Mat(-1, 1, CV_8U));
    assertThat(e).isNotNull();
    assertThat(NativeMemory.wasShort(e)).isFalse();
    assertThat(NativeMemory.wasShort(new IllegalStateException())).isFalse();
  }
}
