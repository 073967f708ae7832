package dev.heirloom.restoration;

import dev.heirloom.restoration.model.ExecutionProvider;
import dev.heirloom.restoration.model.GpuDriver;
import dev.heirloom.restoration.model.GpuLibrary;
import java.util.List;

/** What this process finds of the libraries for GPUs. */
public final class GpuLibraries {
  private GpuLibraries() {}

  /** Whether this machine has NVIDIA's driver: then the device {@code auto} is the GPU. */
  public static boolean isDriverPresent() {
    return GpuDriver.isPresent();
  }

  /**
   * Tries to load all that {@code provider} needs, which takes seconds and some memory where they
   * are there.
   *
   * @return those that cannot be loaded
   */
  public static List<MissingLibrary> missing(ExecutionProvider provider) {
    return GpuLibrary.of(provider).stream()
        .flatMap(
            library ->
                library
                    .complaint()
                    .map(reason -> new MissingLibrary(library.file(), library.bringer(), reason))
                    .stream())
        .toList();
  }
}
