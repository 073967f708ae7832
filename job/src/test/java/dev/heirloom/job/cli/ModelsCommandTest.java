package dev.heirloom.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.FakeEngine;
import dev.heirloom.restoration.photo.Sha256;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
  private static final Path RESOURCES =
      Path.of("../udf/src/test/resources/dev/heirloom/restoration/model");

  @TempDir Path folder;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();
  private Path library;
  private Path published;

  @BeforeEach
  void files() throws IOException {
    library = folder.resolve("library");
    published = resource("published-simplified-256");
  }

  private Path resource(String name) throws IOException {
    return Files.copy(RESOURCES.resolve(name + ".onnx"), folder.resolve(name + ".onnx"));
  }

  private int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    return Main.run(
        new Surroundings(
            new PrintWriter(out),
            new PrintWriter(err),
            Map.of("HEIRLOOM_MODELS", library.toString()),
            folder,
            new FakeEngine("models")),
        args);
  }

  private int add(Path file, String... more) throws IOException {
    return run(
        with(new String[] {"models", "add", file.toString(), "--sha256", Sha256.of(file)}, more));
  }

  private static String[] with(String[] first, String... more) {
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  @Test
  void anAddedModelIsListedAndVerified() throws IOException {
    assertThat(add(published, "--name", "ours")).isZero();
    assertThat(out.toString()).contains("ours: a GPEN of 256 pixels", "--model ours");

    assertThat(run("models", "list")).isZero();
    assertThat(out.toString()).contains("gpen-512", "ours", published.toString());
    assertThat(run("models", "verify")).isZero();
    assertThat(out.toString()).contains("ours         ok");
  }

  @Test
  void anAlteredModelIsNoticedAndMayBeAddedAgain() throws IOException {
    add(published, "--name", "ours");
    Path copy = library.resolve(Sha256.of(published) + ".onnx");
    Files.writeString(copy, "altered");

    assertThat(run("models", "verify")).isEqualTo(1);
    assertThat(out.toString()).contains("model ours was altered or deleted");
    assertThat(add(published, "--name", "ours")).isZero();
    assertThat(run("models", "verify")).isZero();
  }

  @Test
  void aModelKeepsItsNameWhoeverElseWantsIt() throws IOException {
    add(published, "--name", "ours");
    assertThat(add(resource("published-traced-256"), "--name", "ours")).isEqualTo(1);
    assertThat(err.toString()).contains("another model is called ours already", "--name");
    assertThat(add(published, "--name", "gpen-512")).isEqualTo(1);
    assertThat(add(published, "--name", "a/b")).isEqualTo(2);
    try (var files = Files.list(library)) {
      assertThat(files).as("one model and its description").hasSize(2);
    }
  }

  @Test
  void aWrongHashIsRefused() {
    assertThat(run("models", "add", published.toString(), "--sha256", "0".repeat(64))).isEqualTo(1);
    assertThat(err.toString()).contains("was expected").hasLineCount(1);
    assertThat(library).isEmptyDirectory();
    assertThat(run("models", "add", published.toString(), "--sha256", "12")).isEqualTo(2);
    assertThat(err.toString()).contains("64 lower-case hex digits");
    assertThat(run("models", "add", published.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--sha256");
  }

  @Test
  void anotherFileIsNotTakenForOneThatIsThereAlready() throws IOException {
    add(published);
    Path other = resource("published-traced-256");

    assertThat(run("models", "add", other.toString(), "--sha256", Sha256.of(published)))
        .isEqualTo(1);
    assertThat(err.toString()).contains("was expected").hasLineCount(1);
    assertThat(run("models", "verify")).isZero();
  }

  @Test
  void whatIsNoRestorerIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "no model");
    assertThat(add(text)).isEqualTo(1);
    assertThat(err.toString()).contains("is not a readable ONNX file").hasLineCount(1);
    assertThat(add(resource("larger-output"))).isEqualTo(1);
    assertThat(err.toString()).contains("is no GPEN").hasLineCount(1);
    assertThat(library).isEmptyDirectory();
    assertThat(run("models", "add", "gone.onnx", "--sha256", "0".repeat(64))).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file").hasLineCount(1);
  }

  @Test
  void theTermsOfAPublishedFileAreShownBeforeItIsRead() {
    String facefusion = "d5f066b9068a8b74217f9712e28e875a6144629b108a6f7355acbdb3a2832c54";

    assertThat(run("models", "add", published.toString(), "--sha256", facefusion)).isEqualTo(2);
    assertThat(out.toString()).contains("gpen_bfr_512 (facefusion)", "non-commercial");
    assertThat(err.toString()).contains("--accept-terms").hasLineCount(1);
    assertThat(library).doesNotExist();

    assertThat(run("models", "add", published.toString(), "--sha256", facefusion, "--accept-terms"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("has sha256", "was expected");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(library, "a file");
    assertThat(add(published)).isEqualTo(1);
    assertThat(err.toString()).contains("folder of added models", "--models").hasLineCount(1);
  }

  @Test
  void aModelIsOptimizedOnceAndThenAdded() throws IOException {
    assertThat(run("models", "optimize", published.toString())).isZero();
    Path optimized = folder.resolve("published-simplified-256-optimized.onnx");
    assertThat(out.toString())
        .contains("20 convolutions have constant weights", "largest difference")
        .containsPattern("ms instead of .* for a face on this CPU \\((.* times as|not) fast")
        .contains(optimized + "#sha256=" + Sha256.of(optimized))
        .hasLineCount(1);

    assertThat(run("models", "optimize", published.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is there already").hasLineCount(1);
    assertThat(run("models", "optimize", optimized.toString(), "-o", "again.onnx")).isEqualTo(1);
    assertThat(err.toString()).contains("it is optimized already").hasLineCount(1);
    assertThat(add(optimized)).isZero();
  }

  @Test
  void whatCannotBeOptimizedIsRefusedInOneLine() throws IOException {
    assertThat(run("models", "optimize", "gone.onnx")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file").hasLineCount(1);
    Path text = Files.writeString(folder.resolve("text.onnx"), "no model");
    assertThat(run("models", "optimize", text.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is not a readable ONNX file").hasLineCount(1);
    assertThat(run("models", "optimize", resource("larger-output").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is no GPEN").hasLineCount(1);
    assertThat(run("models", "optimize", published.toString(), "-o", "no/where.onnx")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no folder").hasLineCount(1);
    assertThat(run("models", "optimize", published.toString(), "-o", "/proc/x.onnx")).isEqualTo(1);
    assertThat(err.toString()).contains("cannot be written").hasLineCount(1);
  }

  @Test
  void anUnknownModelIsAnErrorThatNamesTheAddedOnes() throws IOException {
    add(published, "--name", "ours");
    assertThat(run("photo", "--model", "theirs")).isEqualTo(1);
    assertThat(err.toString()).contains("no model is called 'theirs'", "ours");
    assertThat(run("photo", "--model", "ours", "--no-progress")).isZero();
  }
}
