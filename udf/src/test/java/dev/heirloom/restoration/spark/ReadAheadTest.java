package dev.heirloom.restoration.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private final Set<String> read = ConcurrentHashMap.newKeySet();

  private static Row row(int number, long length) {
    return row(number, length, null);
  }

  private static Row row(int number, long length, byte @Nullable [] content) {
    Row row =
        PhotoSchema.sourceRow(
            new SourcePhoto("file:///" + number, "file:/" + number, Map.of(), length, 0, "", 0));
    Object[] values = IntStream.range(0, row.size()).mapToObj(row::get).toArray();
    values[PhotoSchema.SOURCE.fieldIndex("content")] = content;
    return new GenericRowWithSchema(values, PhotoSchema.SOURCE);
  }

  private static Iterator<Row> rows(int count) {
    return IntStream.range(0, count).mapToObj(i -> row(i, 100)).iterator();
  }

  private byte[] read(SourcePhoto photo) {
    read.add(photo.uri());
    return photo.uri().getBytes(StandardCharsets.UTF_8);
  }

  private void awaitRead(String uri) throws InterruptedException {
    for (int i = 0; i < 1000 && !read.contains(uri); i++) {
      Thread.sleep(10);
    }
    assertThat(read).contains(uri);
  }

  @Test
  void everyPhotoComesInItsTurnWithItsBytes() {
    List<String> contents = new ArrayList<>();
    try (ReadAhead ahead = new ReadAhead(rows(50), this::read)) {
      while (ahead.hasNext()) {
        ReadAhead.Photo photo = ahead.next();
        assertThat(photo.content().bytes()).asString().isEqualTo(photo.source().uri());
        contents.add(photo.source().uri());
      }
    }
    assertThat(contents)
        .containsExactlyElementsOf(IntStream.range(0, 50).mapToObj(i -> "file:///" + i).toList());
  }

  @Test
  void theNextTwoAreReadWhileOneIsRestored() throws Exception {
    try (ReadAhead ahead = new ReadAhead(rows(5), this::read)) {
      ahead.next();
      awaitRead("file:///1");
      awaitRead("file:///2");
      assertThat(read).doesNotContain("file:///3", "file:///4");
    }
  }

  @Test
  void aPhotoThatCannotBeReadFailsInItsTurn() {
    PhotoException gone = new PhotoException(FailureCode.VANISHED, "gone");
    try (ReadAhead ahead =
        new ReadAhead(
            rows(3),
            photo -> {
              if (photo.uri().endsWith("1")) {
                throw gone;
              }
              return read(photo);
            })) {
      assertThat(ahead.next().content().bytes()).isNotEmpty();
      ReadAhead.Photo second = ahead.next();
      assertThatThrownBy(second::content).isSameAs(gone);
      assertThat(ahead.next().content().bytes()).isNotEmpty();
      assertThat(ahead.hasNext()).isFalse();
    }
  }

  @Test
  void filesTooLargeForTheSharedMemoryAreReadInTheirTurn() throws Exception {
    long half = Runtime.getRuntime().maxMemory() / 16 + 1024;
    Iterator<Row> large = IntStream.range(0, 4).mapToObj(i -> row(i, half)).iterator();
    try (ReadAhead ahead = new ReadAhead(large, this::read)) {
      ahead.next();
      awaitRead("file:///1");
      assertThat(read).doesNotContain("file:///2");
      for (int i = 1; i < 4; i++) {
        assertThat(ahead.next().content().bytes()).asString().isEqualTo("file:///" + i);
      }
    }
  }

  @Test
  void whatIsLeftAtTheEndOfATaskIsGivenBack() throws Exception {
    long half = Runtime.getRuntime().maxMemory() / 16 + 1024;
    for (int i = 0; i < 3; i++) {
      Iterator<Row> large = IntStream.range(0, 2).mapToObj(n -> row(n, half)).iterator();
      read.clear();
      try (ReadAhead ahead = new ReadAhead(large, this::read)) {
        ahead.next();
        awaitRead("file:///1");
      }
    }
  }

  @Test
  void theEndOfATaskDoesNotWaitForTheStore() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    ReadAhead ahead =
        new ReadAhead(
            rows(2),
            photo -> {
              stuck.countDown();
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return new byte[0];
            });
    ahead.next();
    assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();
    ahead.close();
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void rowsWithTheirContentAreTakenOneAtATime() {
    List<Integer> taken = new ArrayList<>();
    Iterator<Row> rows =
        IntStream.range(0, 3)
            .mapToObj(
                i -> {
                  taken.add(i);
                  return row(i, 100, "in the row".getBytes(StandardCharsets.UTF_8));
                })
            .iterator();
    try (ReadAhead ahead = new ReadAhead(rows, this::read)) {
      assertThat(ahead.next().content().bytes()).asString().isEqualTo("in the row");
      assertThat(taken).hasSize(1);
      assertThat(read).isEmpty();
    }
  }
}
