package dev.heirloom.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.job.FakeEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path work;

  @BeforeEach
  void photos() throws IOException {
    work = Files.createDirectories(folder.resolve("work"));
    Files.createDirectories(folder.resolve("in/sub"));
    Files.writeString(folder.resolve("in/a.jpg"), "grandmother");
    Files.writeString(folder.resolve("in/sub/b.png"), "grandfather");
    Files.writeString(folder.resolve("in/.hidden.jpg"), "nobody");
  }

  private int photo(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "photo";
    System.arraycopy(args, 0, all, 1, args.length);
    return Main.run(
        new Surroundings(
            new PrintWriter(out), new PrintWriter(err), Map.of(), work, new FakeEngine("photo")),
        all);
  }

  private String in(String name) {
    return folder.resolve("in").resolve(name).toString();
  }

  @Test
  void withoutOutputItWritesOutputUnderscoreNameInTheWorkingDirectory() {
    assertThat(photo("-i", in("a.jpg"))).isZero();
    assertThat(work.resolve("output_a.jpg")).hasContent("rehtomdnarg");
    assertThat(out.toString()).contains("1 face restored");
    assertThat(err.toString()).contains("1/1");
  }

  @Test
  void outputIsAFileForOnePhoto() {
    assertThat(photo("-i", in("a.jpg"), "-o", "new/face.jpg")).isZero();
    assertThat(work.resolve("new/face.jpg")).hasContent("rehtomdnarg");
  }

  @Test
  void foldersKeepTheirPathsAndHiddenFilesAreSkipped() {
    assertThat(photo("-i", folder.resolve("in").toString(), "-o", "new")).isZero();
    assertThat(work.resolve("new/a.jpg")).exists();
    assertThat(work.resolve("new/sub/b.jpg")).as("the fake writes JPEG").exists();
    assertThat(work.resolve("new/.hidden.jpg")).doesNotExist();
  }

  @Test
  void theOriginalIsNeverReplaced() {
    assertThat(photo("-i", in("a.jpg"), "-o", in("a.jpg"))).isEqualTo(2);
    assertThat(err.toString()).contains("would replace the original");
    assertThat(folder.resolve("in/a.jpg")).hasContent("grandmother");
  }

  @Test
  void twoPhotosOfOneNameDoNotOverwriteEachOther() throws IOException {
    Files.writeString(folder.resolve("in/sub/a.jpg"), "aunt");

    assertThat(photo("-i", in("a.jpg"), in("sub/a.jpg"), "-o", "new/")).isEqualTo(2);
    assertThat(err.toString()).contains("two photos would be written to");
  }

  @Test
  void aBadPhotoEndsWith3AndTheOthersAreWritten() throws IOException {
    Files.writeString(folder.resolve("in/broken.jpg"), "corrupt");

    assertThat(photo("-i", in("broken.jpg"), in("a.jpg"), "--json")).isEqualTo(3);
    assertThat(out.toString()).contains("\"code\":\"CORRUPT\"").contains("\"status\":\"RESTORED\"");
    assertThat(work.resolve("output_a.jpg")).exists();
    assertThat(work.resolve("output_broken.jpg")).doesNotExist();
  }

  @Test
  void aPhotoWithNothingToRestoreIsNotWritten() throws IOException {
    Files.writeString(folder.resolve("in/sea.jpg"), "plain sea");

    assertThat(photo("-i", in("sea.jpg"))).isZero();
    assertThat(out.toString()).contains("unchanged: no face found");
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void aPhotoWithNothingToRestoreIsCopiedByteForByteWhereAnOutputIsNamed() throws IOException {
    Path sea = folder.resolve("in/sea.jpg");
    Files.writeString(sea, "plain sea");

    assertThat(photo("-i", in("sea.jpg"), "-o", "copy.jpg")).isZero();
    assertThat(work.resolve("copy.jpg")).hasSameBinaryContentAs(sea);
    assertThat(out.toString()).contains("copied byte for byte, unchanged: no face found");
  }

  @Test
  void withoutInputASampleIsRestored() {
    assertThat(photo("--no-progress")).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(work.resolve("output_low-light.jpg")).isNotEmptyFile();
  }

  @Test
  void aMissingPhotoEndsWith2() {
    assertThat(photo("-i", in("gone.jpg"))).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file or folder").contains("gone.jpg");
  }
}
