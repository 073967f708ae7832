package dev.heirloom.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytePartitionsTest {
  private static SourcePhoto photo(int index, long length) {
    return new SourcePhoto("file:///" + index, "file:/" + index, Map.of(), length, 0, "", 0);
  }

  private static List<SourcePhoto> photos(int count, Random random) {
    List<SourcePhoto> photos = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      photos.add(photo(i, random.nextInt(40_000_000)));
    }
    return photos;
  }

  @Test
  void noPhotoIsLostOrDoubled() {
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      List<SourcePhoto> photos = photos(1 + random.nextInt(60), random);
      List<List<SourcePhoto>> plan = BytePartitions.plan(photos, 1 + random.nextInt(9));
      assertThat(plan.stream().flatMap(Collection::stream))
          .containsExactlyInAnyOrderElementsOf(photos);
    }
  }

  @Test
  void noPartitionHasMuchMoreThanAnother() {
    List<SourcePhoto> photos = photos(400, new Random(11));
    List<Long> loads =
        BytePartitions.plan(photos, 8).stream()
            .map(part -> part.stream().mapToLong(SourcePhoto::length).sum())
            .toList();
    long most = loads.stream().mapToLong(Long::longValue).max().orElseThrow();
    long least = loads.stream().mapToLong(Long::longValue).min().orElseThrow();
    assertThat(most).isLessThan(least * 11 / 10);
  }

  @Test
  void thereAreNeverMorePartitionsThanPhotosAndAlwaysOne() {
    assertThat(BytePartitions.count(List.of(), 8)).isEqualTo(1);
    assertThat(BytePartitions.count(List.of(photo(1, 10)), 8)).isEqualTo(1);
    assertThat(BytePartitions.count(photos(100, new Random(1)), 8)).isBetween(16, 40);
  }
}
