package dev.heirloom.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.heirloom.restoration.model.ExecutionProvider;
import dev.heirloom.restoration.model.GpuLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, whose dynamic linker is given a folder made up for them. */
class GpuLibrariesTest {
  @TempDir Path folder;

  /** Prints whether there is a driver, and what is missing. */
  static final class Look {
    private Look() {}

    public static void main(String[] args) {
      System.out.println(GpuLibraries.isDriverPresent());
      GpuLibraries.missing(ExecutionProvider.valueOf(args[0]))
          .forEach(library -> System.out.println(library.file() + " " + library.reason()));
    }
  }

  private List<String> look(ExecutionProvider provider) throws Exception {
    Path out = folder.resolve("out.txt");
    ProcessBuilder process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Look.class.getName(),
                provider.name())
            .redirectOutput(out.toFile())
            .redirectErrorStream(true);
    process.environment().put("LD_LIBRARY_PATH", folder.toString());
    Process looking = process.start();
    assertThat(looking.waitFor(60, TimeUnit.SECONDS)).isTrue();
    List<String> lines = Files.readAllLines(out);
    assertThat(looking.exitValue()).as("%s", lines).isZero();
    return lines;
  }

  /** Any library that can be loaded will do. */
  private void place(GpuLibrary library) throws IOException {
    Files.copy(Path.of(Loader.load(Pointer.class)), folder.resolve(library.file()));
  }

  @Test
  void whatLiesInThePathOfLibrariesIsThereAndTheRestIsNamed() throws Exception {
    assumeThat(GpuLibraries.isDriverPresent()).as("libraries of a GPU's own").isFalse();
    place(GpuLibrary.DRIVER);
    place(GpuLibrary.CUDA_RUNTIME);
    place(GpuLibrary.CUBLAS);
    place(GpuLibrary.CURAND);
    Files.writeString(folder.resolve(GpuLibrary.CUBLAS_LIGHT.file()), "cut off while downloading");

    List<String> lines = look(ExecutionProvider.CUDA);

    assertThat(lines.get(0)).isEqualTo("true");
    assertThat(lines.subList(1, lines.size()))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("libcublasLt.so.12 ").contains("too short"),
            line -> assertThat(line).startsWith("libcudnn.so.9 ").contains("cannot open"));
  }

  @Test
  void allThatIsThereIsNotMissing() throws Exception {
    for (GpuLibrary library : GpuLibrary.values()) {
      place(library);
    }
    assertThat(look(ExecutionProvider.TENSORRT)).containsExactly("true");
  }

  @Test
  void tensorRtNeedsItsOwnBesideThoseOfCuda() {
    assertThat(GpuLibrary.of(ExecutionProvider.CUDA))
        .contains(GpuLibrary.CUDNN)
        .doesNotContain(GpuLibrary.TENSORRT, GpuLibrary.TENSORRT_PARSER);
    assertThat(GpuLibrary.of(ExecutionProvider.TENSORRT)).containsExactly(GpuLibrary.values());
    assertThat(GpuLibrary.of(ExecutionProvider.CPU)).isEmpty();
  }
}
