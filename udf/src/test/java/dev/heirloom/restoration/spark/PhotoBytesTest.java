package dev.heirloom.restoration.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoBytesTest {
  @TempDir Path folder;
  private final PhotoBytes files = new PhotoBytes(new Configuration());

  private SourcePhoto photo(long length) {
    String location = "file:" + folder.resolve("a b%20.jpg");
    return new SourcePhoto("file:///a", location, Map.of(), length, 0, "", 0);
  }

  private void write(String content) throws IOException {
    Files.writeString(folder.resolve("a b%20.jpg"), content);
  }

  private void assertFails(SourcePhoto photo, FailureCode code, String message) {
    assertThatThrownBy(() -> files.read(photo))
        .isInstanceOf(PhotoException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((PhotoException) e).code())
        .isEqualTo(code);
  }

  @Test
  void aFileIsReadWhole() throws IOException {
    write("picture");
    assertThat(files.read(photo(7))).asString().isEqualTo("picture");
  }

  @Test
  void aFileThatIsGoneHasVanished() {
    assertFails(photo(7), FailureCode.VANISHED, "gone when it was read");
  }

  @Test
  void aFileThatWasNeverThereHasVanished() {
    assertFails(photo(SourcePhoto.UNKNOWN), FailureCode.VANISHED, "no such file");
  }

  @Test
  void aFileThatGrewOrShrankHasVanished() throws IOException {
    write("picture");
    assertFails(photo(6), FailureCode.VANISHED, "6 bytes were listed");
    assertFails(photo(8), FailureCode.VANISHED, "8 bytes were listed, 7 read");
  }

  @Test
  void aFolderCannotBeRead() throws IOException {
    Files.createDirectories(folder.resolve("a b%20.jpg"));
    assertThatThrownBy(() -> files.read(photo(7))).isInstanceOf(PhotoException.class);
  }

  @Test
  void aGiantIsRefusedBeforeItIsRead() {
    assertFails(photo(PhotoBytes.MAX_LENGTH + 1), FailureCode.TOO_LARGE, "at most");
  }
}
