package dev.heirloom.restoration.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaDriverTest {
  @TempDir Path proc;

  private void gpu(String address, String model) throws IOException {
    Path folder = Files.createDirectories(proc.resolve("gpus").resolve(address));
    Files.writeString(
        folder.resolve("information"), "Model: \t\t %s\nIRQ:   \t\t 120\n".formatted(model));
  }

  private void version(String line) throws IOException {
    Files.writeString(proc.resolve("version"), line + "\nGCC version:  gcc version 13.3.0\n");
  }

  @Test
  void theVersionIsReadFromBothKindsOfKernelModule() throws IOException {
    version(
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024");
    assertThat(NvidiaDriver.in(proc).version()).isEqualTo("550.54.15");
    version("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build");
    assertThat(NvidiaDriver.in(proc).version()).isEqualTo("570.86.15");
  }

  @Test
  void gpusOfOneModelAreOneWhicheverIsUsed() throws IOException {
    gpu("0000:17:00.0", "NVIDIA H100 80GB HBM3");
    gpu("0000:65:00.0", "NVIDIA H100 80GB HBM3");
    NvidiaDriver driver = NvidiaDriver.in(proc);

    assertThat(driver.gpu(0, "all")).isEqualTo("NVIDIA H100 80GB HBM3");
    assertThat(driver.gpu(1, "1,0")).isEqualTo("NVIDIA H100 80GB HBM3");
  }

  @Test
  void gpusOfSeveralModelsAreToldApartByNumber() throws IOException {
    gpu("0000:17:00.0", "NVIDIA L4");
    gpu("0000:65:00.0", "NVIDIA A2");
    NvidiaDriver driver = NvidiaDriver.in(proc);

    assertThat(driver.gpu(0, "all")).isEqualTo("0 of (all) in NVIDIA L4, NVIDIA A2");
    assertThat(driver.gpu(0, "1")).isNotEqualTo(driver.gpu(0, "all"));
    assertThat(driver.gpu(1, "all")).isNotEqualTo(driver.gpu(0, "all"));
  }

  @Test
  void aMachineWithoutTheModuleIsUnknown() {
    NvidiaDriver driver = NvidiaDriver.in(proc.resolve("none"));
    assertThat(driver.version()).isEqualTo("unknown");
    assertThat(driver.gpu(0, "all")).isEqualTo("unknown");
  }
}
