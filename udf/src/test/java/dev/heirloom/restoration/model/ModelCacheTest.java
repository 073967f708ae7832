package dev.heirloom.restoration.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.restoration.photo.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCacheTest {
  private static final byte[] MODEL = TinyModels.bytes("identity");
  private static final String HASH = Sha256.of(MODEL);

  @TempDir private Path folder;
  private Path original;
  private final AtomicInteger fetches = new AtomicInteger();
  private ModelCache cache;

  @BeforeEach
  void putAModelBesideTheCache() throws IOException {
    original = Files.write(folder.resolve("my gpen.onnx"), MODEL);
    cache =
        new ModelCache(
            folder.resolve("cache"),
            location -> {
              fetches.incrementAndGet();
              return ModelFetcher.LOCAL.open(location);
            });
  }

  @Test
  void aFileIsCopiedOnceUnderItsHash() {
    ModelFile first = cache.resolve(new ModelSource(original.toString(), HASH));
    ModelFile again = cache.resolve(new ModelSource(original.toString(), HASH));
    assertThat(first)
        .isEqualTo(again)
        .isEqualTo(
            new ModelFile.Cached("my gpen", HASH, folder.resolve("cache/" + HASH + ".onnx")));
    assertThat(fetches).hasValue(1);
  }

  @Test
  void aDamagedCopyIsFetchedAgain() throws IOException {
    ModelSource source = new ModelSource(original.toUri().toString(), HASH);
    ModelFile.Cached copy = (ModelFile.Cached) cache.resolve(source);
    Files.write(copy.path(), new byte[] {1, 2, 3});
    cache.resolve(source);
    assertThat(copy.path()).hasBinaryContent(MODEL);
  }

  @Test
  void anotherHashIsRefusedAndLeavesNothingBehind() throws IOException {
    String wrong = "0".repeat(64);
    assertThatThrownBy(() -> cache.resolve(new ModelSource(original.toString(), wrong)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("has sha256 " + HASH + " where " + wrong + " was expected");
    try (Stream<Path> left = Files.list(folder.resolve("cache"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> cache.resolve(new ModelSource("/nowhere/gpen.onnx", HASH)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("/nowhere/gpen.onnx cannot be read")
        .hasMessageContaining("check the path");
  }

  @Test
  void aFileMayHaveAnyName() throws IOException {
    for (String name : List.of("gpen [1].onnx", "gpen 100%.onnx", "gpen#2?.onnx")) {
      Path file = Files.write(folder.resolve(name), MODEL);
      assertThat(
              new ModelCache(folder.resolve(name + "-cache"), ModelFetcher.LOCAL)
                  .resolve(new ModelSource(file.toString(), HASH))
                  .sha256())
          .isEqualTo(HASH);
    }
  }

  @Test
  void aFileUriWithoutAPathIsRefused() {
    assertThatThrownBy(() -> cache.resolve(new ModelSource("file:gpen.onnx", HASH)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("not followed by a path");
  }

  @Test
  void aFileWithoutHashIsRefusedWithTheWayToGiveOne() {
    assertThatThrownBy(() -> cache.resolve(ModelSource.parse(original.toString())))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("without its hash")
        .hasMessageContaining("#sha256=");
  }

  @Test
  void aNameOfTheCatalogNeedsNoHash() {
    assertThat(cache.resolve(ModelSource.parse("gpen-512")).sha256())
        .isEqualTo(ModelCatalog.onBoard().entry("gpen-512").sha256());
    assertThatThrownBy(() -> cache.resolve(ModelSource.parse("gpen-512#sha256=" + HASH)))
        .hasMessageContaining("model gpen-512 has sha256");
  }

  @Test
  void manyThreadsMayAskForOneModel() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      ModelSource source = new ModelSource(original.toString(), HASH);
      for (Future<ModelFile> file :
          threads.invokeAll(
              IntStream.range(0, 32)
                  .<java.util.concurrent.Callable<ModelFile>>mapToObj(
                      i -> () -> cache.resolve(source))
                  .toList())) {
        assertThat(((ModelFile.Cached) file.get()).path()).hasBinaryContent(MODEL);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
