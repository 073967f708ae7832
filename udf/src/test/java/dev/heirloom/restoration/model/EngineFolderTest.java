package dev.heirloom.restoration.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineFolderTest {
  private static final EngineKey KEY =
      new EngineKey("H100", "570", "libnvinfer.so.10.9.0", "1.28.0", "abc", Map.of("s", "1x8"));

  @TempDir Path parent;
  private final AtomicInteger built = new AtomicInteger();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private EngineFolder folder() {
    return new EngineFolder(parent, KEY);
  }

  /** As ONNX Runtime does: builds what is not there. */
  private String buildOrRead(Path engines) {
    try {
      Path engine = engines.resolve("graph_sm90.engine");
      if (!Files.exists(engine)) {
        built.incrementAndGet();
        Files.writeString(engine, "engine");
      }
      return Files.readString(engine);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatOneBuiltTheNextReads() throws IOException {
    assertThat(folder().use(this::buildOrRead)).isEqualTo("engine");
    assertThat(folder().use(this::buildOrRead)).isEqualTo("engine");
    assertThat(built).hasValue(1);
    assertThat(parent.resolve(KEY.folderName()).resolve("built-for.txt"))
        .content()
        .contains("GPU           H100", "driver        570", "model         abc", "[1x8]");
  }

  @Test
  void anotherDriverHasEnginesOfItsOwn() {
    folder().use(this::buildOrRead);
    EngineKey other =
        new EngineKey("H100", "580", KEY.tensorRt(), "1.28.0", "abc", Map.of("s", "1x8"));
    new EngineFolder(parent, other).use(this::buildOrRead);
    assertThat(built).hasValue(2);
  }

  @Test
  void everyPartOfTheKeyTells() {
    Map<String, String> shapes = KEY.shapes();
    assertThat(
            Stream.of(
                    KEY,
                    new EngineKey("A100", "570", KEY.tensorRt(), "1.28.0", "abc", shapes),
                    new EngineKey("H100", "580", KEY.tensorRt(), "1.28.0", "abc", shapes),
                    new EngineKey("H100", "570", "libnvinfer.so.10", "1.28.0", "abc", shapes),
                    new EngineKey("H100", "570", KEY.tensorRt(), "1.29.0", "abc", shapes),
                    new EngineKey("H100", "570", KEY.tensorRt(), "1.28.0", "abd", shapes),
                    new EngineKey("H100", "570", KEY.tensorRt(), "1.28.0", "abc", Map.of()))
                .map(EngineKey::folderName))
        .doesNotHaveDuplicates();
  }

  @Test
  void theLibraryThatIsLoadedTellsItsVersion() throws IOException {
    Path library = Files.writeString(parent.resolve("libnvinfer.so.10.9.0"), "12345");
    Path maps =
        Files.writeString(
            parent.resolve("maps"),
            "7f00-7f10 r-xp 00000000 08:01 17 %s/libnvinfer_plugin.so.10.9.0\n7f20-7f30 r-xp 00000000 08:01 18 %s\n"
                .formatted(parent, library));
    assertThat(EngineKey.tensorRt(maps)).isEqualTo("libnvinfer.so.10.9.0, 5 bytes");
    assertThat(EngineKey.tensorRt(Files.writeString(maps, "7f00 [heap]\n"))).isEqualTo("unknown");
  }

  @Test
  void whatDidNotOpenIsBuiltAgain() {
    folder().use(this::buildOrRead);
    assertThatThrownBy(
            () ->
                folder()
                    .use(
                        engines -> {
                          throw new ModelException("could not deserialize engine");
                        }))
        .hasMessage("could not deserialize engine");
    folder().use(this::buildOrRead);
    assertThat(built).hasValue(2);
  }

  @Test
  void threadsComeOneAfterAnother() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    List<Future<String>> results = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      results.add(
          threads.submit(
              () ->
                  folder()
                      .use(
                          engines -> {
                            assertThat(inside.incrementAndGet()).isEqualTo(1);
                            String engine = buildOrRead(engines);
                            pause(50);
                            inside.decrementAndGet();
                            return engine;
                          })));
    }
    for (Future<String> result : results) {
      assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo("engine");
    }
    assertThat(built).hasValue(1);
  }

  @Test
  void aProcessWaitsForAnotherAndGoesOnWhenThatIsDead() throws Exception {
    Process builder = builder();
    try (BufferedReader said = builder.inputReader()) {
      assertThat(said.readLine()).isEqualTo("half built");
      Future<String> waiting = threads.submit(() -> folder().use(this::buildOrRead));
      assertThatThrownBy(() -> waiting.get(500, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);

      builder.destroyForcibly().waitFor();

      assertThat(waiting.get(30, TimeUnit.SECONDS)).as("not the half one").isEqualTo("engine");
      assertThat(built).hasValue(1);
    } finally {
      builder.destroyForcibly();
    }
  }

  private Process builder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EngineFolderTest.class.getName(),
            parent.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** A process that never comes to the end of its engine. Argument: the folder. */
  public static void main(String[] args) {
    new EngineFolder(Path.of(args[0]), KEY)
        .use(
            engines -> {
              write(engines.resolve("graph_sm90.engine"), "eng");
              System.out.println("half built");
              pause(60_000);
              return "";
            });
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFolderThatCannotBeUsedIsAProblemWithACauseAndARemedy() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "");
    assertThatThrownBy(() -> new EngineFolder(file, KEY).use(this::buildOrRead))
        .isInstanceOf(ModelException.class)
        .hasMessageMatching(
            "TensorRT's engines cannot be kept in .*/file \\(.+\\); give this user rights and room there, or name another folder in -Dheirloom.model.cache")
        .message()
        .hasLineCount(1);
    assertThat(built).hasValue(0);
  }
}
