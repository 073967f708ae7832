package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.udf;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Looks into every file below the place of the tables, whether a table knows it or not, for traces
 * of photos. Pictures are known by the hashes in their rows and in the names of their files: those
 * without one of a purged photo are another one's.
 */
final class TraceSearch {
  /** Pictures, and what has numbers only: millions of rows are looked through. */
  private static final Set<String> NOT_SEARCHED = Set.of("preview", "faces", "quality", "timings");

  private final ResultTables tables;
  private final Traces traces;

  /**
   * What was found out.
   *
   * @param files that were looked into
   * @param found a line for each place that holds a trace, and each file that no table needs
   */
  record Searched(long files, List<String> found) {
    Searched {
      found = List.copyOf(found);
    }
  }

  TraceSearch(ResultTables tables, Traces traces) {
    this.tables = tables;
    this.traces = traces;
  }

  /**
   * @throws IOException if a file cannot be read
   */
  Searched run() throws IOException {
    FileSystem fs = tables.output().getFileSystem(tables.spark().sessionState().newHadoopConf());
    Set<String> needed = neededDataFiles();
    Map<Path, List<Path>> parquet = new TreeMap<>();
    List<String> found = new ArrayList<>();
    long files = 0;
    RemoteIterator<LocatedFileStatus> all = fs.listFiles(tables.output(), true);
    for (; all.hasNext(); files++) {
      Path file = all.next().getPath();
      if (isData(file) && !needed.contains(file.toUri().getPath())) {
        found.add("%s is in no table".formatted(file));
      } else if (isBelow(tables.images(), file)) {
        if (traces.in(file.getName())) {
          found.add("%s is the image of a purged photo".formatted(file));
        }
      } else if (file.getName().endsWith(".parquet")) {
        parquet.computeIfAbsent(file.getParent(), folder -> new ArrayList<>()).add(file);
      } else if (traces.in(text(fs, file))) {
        found.add("%s names a purged photo".formatted(file));
      }
    }
    parquet.forEach(
        (folder, inside) -> {
          long rows = rowsWithTraces(inside);
          if (rows > 0) {
            found.add("%,d rows in %s name a purged photo".formatted(rows, folder));
          }
        });
    return new Searched(files, found);
  }

  private Set<String> neededDataFiles() {
    SparkSession spark = tables.spark();
    return tables.places().values().stream()
        .flatMap(place -> Arrays.stream(spark.read().format("delta").load(place).inputFiles()))
        .map(file -> new Path(file).toUri().getPath())
        .collect(Collectors.toSet());
  }

  private boolean isData(Path file) {
    return tables.places().values().stream()
        .anyMatch(table -> isBelow(table, file) && !isBelow(table + "/_delta_log", file));
  }

  private static boolean isBelow(String folder, Path file) {
    return file.toUri().getPath().startsWith(new Path(folder).toUri().getPath() + "/");
  }

  /** Byte for byte, so that whatever it is, names in it are found. */
  private static String text(FileSystem fs, Path file) throws IOException {
    try (var stream = fs.open(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      // Somebody asked for the lock, which leaves files for a moment.
      return "";
    }
  }

  private long rowsWithTraces(List<Path> files) {
    UDF1<String, Boolean> test = traces::in;
    Dataset<Row> rows =
        tables
            .spark()
            .read()
            .option("mergeSchema", "true")
            .parquet(files.stream().map(Path::toString).toArray(String[]::new));
    Column[] searched =
        Arrays.stream(rows.schema().fields())
            .filter(column -> !NOT_SEARCHED.contains(column.name()))
            .map(TraceSearch::withoutPicture)
            .toArray(Column[]::new);
    return rows.where(udf(test, DataTypes.BooleanType).apply(to_json(struct(searched)))).count();
  }

  /** The table of runs has a column of that name, too. */
  private static Column withoutPicture(StructField column) {
    return column.name().equals("restored") && column.dataType() instanceof StructType
        ? col("restored").withField("content", lit(null)).as("restored")
        : col(column.name());
  }
}
