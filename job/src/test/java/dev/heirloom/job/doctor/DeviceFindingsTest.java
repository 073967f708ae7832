package dev.heirloom.job.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.FakeEngine;
import dev.heirloom.job.doctor.Finding.Verdict;
import dev.heirloom.restoration.MissingLibrary;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.spark.ExecutorRestorer;
import dev.heirloom.restoration.spark.RestorerFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said of GPUs, and of the sample that was restored on what was there. */
class DeviceFindingsTest {
  private static final GpuAccess NONE = new GpuAccess(false, List.of());
  private static final GpuAccess WHOLE = new GpuAccess(true, List.of());
  private static final GpuAccess HALF =
      new GpuAccess(
          true,
          List.of(
              new MissingLibrary("libcublas.so.12", "libcublas-12-9", "no such file"),
              new MissingLibrary("libcublasLt.so.12", "libcublas-12-9", "no such file"),
              new MissingLibrary("libcudnn.so.9", "libcudnn9-cuda-12", "file too short")));

  private static final Layout ALONE = layout(false, 1);

  private static Layout layout(boolean gpusAssigned, long neighbours) {
    return new Layout(
        false, 2, OptionalLong.empty(), gpusAssigned, Map.of("executor 0 on a", neighbours));
  }

  @AfterEach
  void close() {
    ExecutorRestorer.closeAll();
  }

  @Test
  void withoutAGpuOnlyThoseWhoAskedForOneFail() {
    assertThat(NONE.finding("driver", Device.AUTO, ALONE).verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(NONE.finding("driver", Device.CPU, ALONE).verdict()).isEqualTo(Verdict.SKIPPED);
    for (Device device : List.of(Device.CUDA, Device.TENSORRT)) {
      assertThat(NONE.finding("driver", device, ALONE))
          .returns(Verdict.FAIL, Finding::verdict)
          .returns("install NVIDIA's driver, or use --device cpu", Finding::remedy);
    }
  }

  @Test
  void librariesThatAreMissingAreNamedWithThePackageThatBringsThem() {
    assertThat(HALF.finding("driver", Device.AUTO, ALONE))
        .returns(Verdict.FAIL, Finding::verdict)
        .returns(
            "CUDA needs libcublas.so.12 (no such file), libcublasLt.so.12 (no such file),"
                + " libcudnn.so.9 (file too short)",
            Finding::finding)
        .extracting(Finding::remedy)
        .asString()
        .startsWith("install libcublas-12-9, libcudnn9-cuda-12,");
    assertThat(WHOLE.finding("driver", Device.TENSORRT, ALONE))
        .isEqualTo(Finding.ok("gpu", "driver", "NVIDIA's driver and all libraries for TENSORRT"));
  }

  @Test
  void executorsOfOneMachineShouldHaveAGpuEach() {
    String on = "executor 0 on a";

    assertThat(WHOLE.finding(on, Device.AUTO, layout(false, 1)).verdict()).isEqualTo(Verdict.OK);
    assertThat(WHOLE.finding(on, Device.AUTO, layout(true, 2)).verdict()).isEqualTo(Verdict.OK);
    assertThat(WHOLE.finding(on, Device.AUTO, layout(false, 2)))
        .returns(Verdict.WARN, Finding::verdict)
        .returns("2 executors of this machine share its first GPU", Finding::finding);
  }

  private static Probe probe(String photo, RestorerFactory factory) {
    return Probe.here(
        factory, ModelSettings.DEFAULT, ModelFetcher.LOCAL, photo.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aSampleThatIsRestoredSaysOnWhat() {
    Probe probe = probe("grandmother", new FakeEngine("probe"));

    assertThat(Probe.findings(Map.of("driver", probe), Device.AUTO))
        .singleElement()
        .returns(Verdict.OK, Finding::verdict)
        .extracting(Finding::finding)
        .asString()
        .matches("the sample photo was restored on CPU, paper and pencil in \\d+ ms");
  }

  @Test
  void aSampleThatFailsOrBreaksTheMachineIsAFailure() {
    assertThat(probe("corrupt", new FakeEngine("probe")).complaint())
        .isEqualTo("the sample photo fails with CORRUPT: made up");
    assertThat(probe("boom", new FakeEngine("probe")).complaint())
        .isEqualTo(
            "the sample photo cannot be restored: IllegalStateException: the device is lost");
  }

  /** Models that cannot be opened. */
  private record Closed() implements RestorerFactory {
    @Override
    public dev.heirloom.restoration.spark.Restorer open(
        ModelSettings models, ModelFetcher fetcher) {
      throw new ModelException("CUDA cannot be used here (no cuDNN); install it");
    }

    @Override
    public dev.heirloom.restoration.Recipe recipe(
        ModelSettings models, dev.heirloom.restoration.RestorationSettings settings) {
      return new FakeEngine("closed").recipe(models, settings);
    }
  }

  @Test
  void modelsThatCannotBeOpenedSayWhyAndWhatToDo() {
    assertThat(Probe.findings(Map.of("driver", probe("photo", new Closed())), Device.AUTO))
        .containsExactly(
            Finding.fail("probe", "driver", "CUDA cannot be used here (no cuDNN)", "install it"));
  }

  @Test
  void processesWithTheSameDeviceShareALineAndAnotherDeviceThanAskedForFails() {
    Map<String, Probe> probes = new LinkedHashMap<>();
    probes.put("executor 0 on a", new Probe("CUDA", "H100", 12, 900, ""));
    probes.put("executor 1 on b", new Probe("CPU", "EPYC", 700, 300, ""));
    probes.put("executor 2 on c", new Probe("CUDA", "H100", 15, 900, ""));

    assertThat(Probe.findings(probes, Device.CUDA))
        .containsExactly(
            Finding.fail(
                "probe",
                "executor 1 on b",
                "CUDA was asked for, and the models run on CPU",
                "see what the check gpu says"),
            Finding.ok(
                "probe",
                "executor 0 on a, executor 2 on c",
                "the sample photo was restored on CUDA, H100 in 12 to 15 ms"));
    assertThat(Probe.findings(probes, Device.AUTO)).hasSize(2);
  }
}
