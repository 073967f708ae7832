package dev.heirloom.job.doctor;

import dev.heirloom.restoration.GpuLibraries;
import dev.heirloom.restoration.MissingLibrary;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ExecutionProvider;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Whether a process can reach a GPU.
 *
 * @param driver whether NVIDIA's driver is there
 * @param missing libraries that the device asked for needs and that cannot be loaded
 */
record GpuAccess(boolean driver, List<MissingLibrary> missing) implements Serializable {
  GpuAccess {
    missing = List.copyOf(missing);
  }

  /** Loads no library where none is wanted, or there is no driver. */
  static GpuAccess here(Device device) {
    boolean driver = GpuLibraries.isDriverPresent();
    return new GpuAccess(
        driver,
        driver && device != Device.CPU ? GpuLibraries.missing(provider(device)) : List.of());
  }

  private static ExecutionProvider provider(Device device) {
    return device == Device.TENSORRT ? ExecutionProvider.TENSORRT : ExecutionProvider.CUDA;
  }

  Finding finding(String on, Device device, Layout layout) {
    if (device == Device.CPU) {
      return Finding.skipped(
          "gpu", on, "not looked for, since --device is cpu", "use --device auto if there is one");
    }
    if (!driver) {
      return withoutDriver(on, device);
    }
    if (missing.isEmpty() && layout.neighbours(on) > 1 && !layout.gpusAssigned()) {
      return Finding.warn(
          "gpu",
          on,
          "%d executors of this machine share its first GPU".formatted(layout.neighbours(on)),
          "let Spark give each its own, as conf/gpu.conf does, or run one executor a machine");
    }
    if (missing.isEmpty()) {
      return Finding.ok("gpu", on, "NVIDIA's driver and all libraries for " + provider(device));
    }
    return Finding.fail(
        "gpu",
        on,
        "%s needs %s".formatted(provider(device), files()),
        "install %s, let LD_LIBRARY_PATH name the folder, or use --device cpu"
            .formatted(packages()));
  }

  private static Finding withoutDriver(String on, Device device) {
    return device == Device.AUTO
        ? Finding.skipped(
            "gpu",
            on,
            "there is no NVIDIA driver (libcuda.so.1), so the models run on the CPU",
            "if there is a GPU, install NVIDIA's driver")
        : Finding.fail(
            "gpu",
            on,
            "--device %s, but there is no NVIDIA driver (libcuda.so.1)"
                .formatted(device.name().toLowerCase(Locale.ROOT)),
            "install NVIDIA's driver, or use --device cpu");
  }

  private String files() {
    return missing.stream()
        .map(library -> "%s (%s)".formatted(library.file(), library.reason()))
        .collect(Collectors.joining(", "));
  }

  private String packages() {
    return missing.stream()
        .map(MissingLibrary::bringer)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
