package dev.heirloom.job.source;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds out what an input is, and opens it. */
public final class PhotoSources {
  private final SparkSession spark;

  public PhotoSources(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * @throws InputException if an input is missing, or not what it is said to be
   */
  public PhotoSource open(InputSettings input) {
    input.uris().forEach(this::requireExists);
    PhotoSource source = openAll(input);
    return input.exclude().isEmpty() ? source : new ExcludedUris(spark, source, input.exclude());
  }

  private PhotoSource openAll(InputSettings input) {
    Set<InputFormat> formats =
        input.uris().stream()
            .map(uri -> input.format() == InputFormat.AUTO ? detect(uri) : input.format())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(InputFormat.class)));
    if (formats.size() > 1) {
      throw new InputException(
          "the inputs are of several kinds (%s); give one kind per run".formatted(formats));
    }
    InputFormat format = formats.iterator().next();
    if (format == InputFormat.FILES || format == InputFormat.INVENTORY) {
      return withoutColumns(input, format);
    }
    PhotoTable table =
        new PhotoTable(
            input.uris().stream()
                .map(uri -> read(uri, format))
                .reduce(Dataset::unionByName)
                .orElseThrow(),
            input.keep());
    boolean withContent = format != InputFormat.MANIFEST && table.has("content");
    return withContent ? new TableSource(spark, table) : new ManifestSource(spark, table);
  }

  private PhotoSource withoutColumns(InputSettings input, InputFormat format) {
    if (!input.keep().isEmpty()) {
      throw new InputException(
          "--keep carries columns of a table or manifest; a folder of files has none");
    }
    if (format == InputFormat.FILES) {
      return new FileSource(spark, input.uris());
    }
    Configuration hadoop = spark.sessionState().newHadoopConf();
    return new InventorySource(
        spark, input.uris().stream().map(uri -> Inventory.read(uri, hadoop)).toList());
  }

  private Dataset<Row> read(String uri, InputFormat format) {
    String path = CanonicalUri.path(uri).toString();
    boolean delta = format == InputFormat.DELTA || isDelta(CanonicalUri.path(uri));
    try {
      if (delta) {
        return spark.read().format("delta").load(path);
      }
      if (format == InputFormat.PARQUET || !isText(path)) {
        return spark.read().parquet(path);
      }
      return path.endsWith(".txt")
          ? spark.read().text(path).toDF("uri")
          : spark.read().option("header", "true").csv(path);
    } catch (Exception e) {
      // Spark throws its checked AnalysisException from methods that do not declare it.
      throw notReadable(uri, format, e);
    }
  }

  private static InputException notReadable(String uri, InputFormat format, Exception e) {
    return new InputException(
        "cannot read %s as %s: %s"
            .formatted(
                uri,
                format.name().toLowerCase(Locale.ROOT),
                String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
        e);
  }

  private InputFormat detect(String uri) {
    Path path = CanonicalUri.path(uri);
    if (isDelta(path)) {
      return InputFormat.DELTA;
    }
    String name = path.getName().toLowerCase(Locale.ROOT);
    if (Inventory.manifest(name).equals(Inventory.MANIFEST)) {
      return InputFormat.INVENTORY;
    }
    if (isText(name)) {
      return InputFormat.MANIFEST;
    }
    return name.endsWith(".parquet") || holdsParquet(path)
        ? InputFormat.PARQUET
        : InputFormat.FILES;
  }

  private static boolean isText(String name) {
    return name.endsWith(".csv") || name.endsWith(".txt");
  }

  private boolean isDelta(Path path) {
    return ask(path, fs -> fs.exists(new Path(path, "_delta_log")));
  }

  /** A Parquet table is a folder of Parquet files, perhaps in folders named for partitions. */
  private boolean holdsParquet(Path path) {
    return ask(
        path,
        fs -> {
          if (!fs.getFileStatus(path).isDirectory()) {
            return false;
          }
          List<FileStatus> visible =
              List.of(fs.listStatus(path, p -> !p.getName().matches("[._].*")));
          return visible.stream().anyMatch(s -> s.getPath().getName().endsWith(".parquet"))
              || visible.stream().anyMatch(s -> isPartition(fs, s));
        });
  }

  private boolean isPartition(FileSystem fs, FileStatus folder) {
    return folder.isDirectory()
        && folder.getPath().getName().contains("=")
        && holdsParquet(folder.getPath());
  }

  private void requireExists(String uri) {
    Path path = CanonicalUri.path(Inventory.manifest(uri));
    if (!ask(path, fs -> fs.exists(path))) {
      throw new InputException(
          "there is no input at %s; check the name, and that this machine may read it"
              .formatted(uri));
    }
  }

  @FunctionalInterface
  private interface Question {
    boolean of(FileSystem fs) throws IOException;
  }

  private boolean ask(Path path, Question question) {
    try {
      return question.of(path.getFileSystem(spark.sessionState().newHadoopConf()));
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "cannot look at %s: %s; check the name and the right to read"
              .formatted(path, e.getMessage()),
          e);
    }
  }
}
