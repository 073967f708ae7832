package dev.heirloom.job.incremental;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A list that may be of millions: it lies in a file without a name, which goes with the process,
 * and one page of it is in memory. Threads may share it.
 */
final class StoredList<T extends Serializable> extends AbstractList<T> {
  static final int PAGE = 1000;

  private final FileChannel file;
  private final List<Long> ends = new ArrayList<>();
  private int size;
  private int inMemory = -1;
  private List<T> page = List.of();

  private StoredList(FileChannel file) {
    this.file = file;
  }

  /** What {@code items} gives, in its order; a list in memory if it is no more than a page. */
  static <T extends Serializable> List<T> of(Iterator<T> items) {
    List<T> first = next(items);
    if (!items.hasNext()) {
      return List.copyOf(first);
    }
    try {
      Path name = Files.createTempFile("heirloom-due", ".list");
      StoredList<T> stored =
          new StoredList<>(
              FileChannel.open(
                  name,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.DELETE_ON_CLOSE));
      for (List<T> page = first; !page.isEmpty(); page = next(items)) {
        stored.write(page);
      }
      return stored;
    } catch (IOException e) {
      throw new UncheckedIOException("no room for the list of photos that are due", e);
    }
  }

  private static <T> List<T> next(Iterator<T> items) {
    List<T> page = new ArrayList<>();
    while (page.size() < PAGE && items.hasNext()) {
      page.add(items.next());
    }
    return page;
  }

  private void write(List<T> items) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
      objects.writeObject(new ArrayList<>(items));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    ends.add(file.position());
    size += items.size();
  }

  @Override
  public synchronized T get(int index) {
    if (index / PAGE != inMemory) {
      page = read(index / PAGE);
      inMemory = index / PAGE;
    }
    return page.get(index % PAGE);
  }

  @SuppressWarnings("unchecked") // Written by this class.
  private List<T> read(int number) {
    long start = number == 0 ? 0 : ends.get(number - 1);
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(ends.get(number) - start));
    try {
      while (buffer.hasRemaining() && file.read(buffer, start + buffer.position()) >= 0) {}
      try (ObjectInputStream objects =
          new ObjectInputStream(new ByteArrayInputStream(buffer.array()))) {
        return (List<T>) objects.readObject();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the list of photos that are due cannot be read", e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("written by this class", e);
    }
  }

  @Override
  public int size() {
    return size;
  }
}
