package dev.heirloom.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** The local file system, which remembers what has been read of which file. */
public final class ReadLog extends LocalFileSystem {
  private record Stretch(long start, long end) {
    long shared(long from, long to) {
      return Math.max(0, Math.min(end, to) - Math.max(start, from));
    }
  }

  /** What was read of a file between its opening and its closing. */
  private static final class Reading {
    private final List<Stretch> stretches = new ArrayList<>();

    /** A footer is read byte by byte. */
    synchronized void add(long start, long end) {
      int last = stretches.size() - 1;
      if (last >= 0 && stretches.get(last).end() == start) {
        stretches.set(last, new Stretch(stretches.get(last).start(), end));
      } else {
        stretches.add(new Stretch(start, end));
      }
    }

    synchronized Stream<Stretch> stretches() {
      return List.copyOf(stretches).stream();
    }
  }

  private static final Map<Path, Queue<Reading>> READ = new ConcurrentHashMap<>();

  private static volatile Pattern remembered = Pattern.compile(".*");

  /** Forgets everything, and remembers from now on what is read of files whose paths match. */
  public static void restart(String pattern) {
    remembered = Pattern.compile(pattern);
    READ.clear();
  }

  /** The files that were opened and whose paths match. */
  public static Set<Path> opened(String pattern) {
    return READ.keySet().stream()
        .filter(path -> path.toUri().getPath().matches(pattern))
        .collect(Collectors.toSet());
  }

  /** Bytes asked for of these files; those asked for twice count twice. */
  public static long bytes(Set<Path> files) {
    return files.stream()
        .flatMap(ReadLog::stretches)
        .mapToLong(stretch -> stretch.end() - stretch.start())
        .sum();
  }

  private static Stream<Stretch> stretches(Path file) {
    return READ.get(file).stream().flatMap(Reading::stretches);
  }

  /**
   * Bytes asked for of columns whose names begin with one of {@code prefixes}, and bytes that these
   * columns have, over all {@code files}, which are Parquet.
   */
  public static Map<String, Long> columnBytes(Set<Path> files, Set<String> prefixes)
      throws IOException {
    Map<String, Long> sums = new TreeMap<>(Map.of("asked for", 0L, "there", 0L));
    for (Path file : files) {
      List<Stretch> read = stretches(file).toList();
      try (ParquetFileReader reader =
          ParquetFileReader.open(HadoopInputFile.fromPath(file, new Configuration()))) {
        for (BlockMetaData rows : reader.getFooter().getBlocks()) {
          for (ColumnChunkMetaData column : rows.getColumns()) {
            if (prefixes.stream().anyMatch(column.getPath().toDotString()::startsWith)) {
              long from = column.getStartingPos();
              long to = from + column.getTotalSize();
              sums.merge("there", to - from, Long::sum);
              sums.merge(
                  "asked for", read.stream().mapToLong(r -> r.shared(from, to)).sum(), Long::sum);
            }
          }
        }
      }
    }
    return sums;
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    FSDataInputStream in = super.open(file, bufferSize);
    if (!remembered.matcher(file.toUri().getPath()).matches()) {
      return in;
    }
    Reading reading = new Reading();
    READ.computeIfAbsent(makeQualified(file), name -> new ConcurrentLinkedQueue<>()).add(reading);
    return new FSDataInputStream(new Watched(in, reading));
  }

  private static final class Watched extends FSInputStream {
    private final FSDataInputStream in;
    private final Reading reading;

    Watched(FSDataInputStream in, Reading reading) {
      this.in = in;
      this.reading = reading;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      long start = in.getPos();
      int read = in.read(buffer, offset, length);
      if (read > 0) {
        reading.add(start, start + read);
      }
      return read;
    }

    @Override
    public void seek(long position) throws IOException {
      in.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public boolean seekToNewSource(long target) throws IOException {
      return in.seekToNewSource(target);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
