package dev.heirloom.job.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.spark.SourcePhoto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StoredListTest {
  private static List<SourcePhoto> photos(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new SourcePhoto(
                    "file:///%d.jpg".formatted(i),
                    "file:/%d.jpg".formatted(i),
                    Map.of("box", "Schachtel " + i),
                    i,
                    SourcePhoto.UNKNOWN,
                    "",
                    0))
        .toList();
  }

  @Test
  void listsOfAnyLengthAreWhatWasPutIn() {
    for (int count :
        new int[] {0, 1, StoredList.PAGE, StoredList.PAGE + 1, 3 * StoredList.PAGE - 1}) {
      assertThat(StoredList.of(photos(count).iterator())).isEqualTo(photos(count));
    }
  }

  @Test
  void partsOfALongListAreReadInAnyOrder() {
    List<SourcePhoto> expected = photos(2500);
    List<SourcePhoto> stored = StoredList.of(expected.iterator());

    assertThat(stored.subList(1990, 2010)).isEqualTo(expected.subList(1990, 2010));
    assertThat(stored.get(3)).isEqualTo(expected.get(3));
    assertThat(stored.get(2499)).isEqualTo(expected.get(2499));
  }

  @Test
  void aLongListLeavesNoFileBehind() throws IOException {
    List<SourcePhoto> stored = StoredList.of(photos(1500).iterator());
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("heirloom-due"));
    }
    assertThat(stored.get(1499).length()).isEqualTo(1499);
  }
}
