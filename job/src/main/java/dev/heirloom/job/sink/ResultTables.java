package dev.heirloom.job.sink;

import dev.heirloom.job.delta.ConditionalLogStore;
import dev.heirloom.job.delta.StoreCheck;
import dev.heirloom.job.delta.TableSchema;
import dev.heirloom.job.delta.UnfinishedTable;
import dev.heirloom.job.incremental.IndexTable;
import dev.heirloom.job.incremental.RefusedPhotos;
import dev.heirloom.job.source.CanonicalUri;
import dev.heirloom.restoration.spark.PhotoSchema;
import io.delta.storage.S3SingleDriverLogStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The three tables below one place. */
public final class ResultTables {
  private final SparkSession spark;
  private final Path output;

  /**
   * @param output URI of the place
   * @throws TableException if no file system is configured for it
   */
  public ResultTables(SparkSession spark, String output) {
    this.spark = spark;
    try {
      this.output = CanonicalUri.qualified(output, spark.sessionState().newHadoopConf());
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException(
          "cannot use %s as the place of the tables: %s".formatted(output, e.getMessage()), e);
    }
  }

  public Path output() {
    return output;
  }

  SparkSession spark() {
    return spark;
  }

  public RestorationsTable restorations() {
    return new RestorationsTable(spark, place("restorations"));
  }

  public RunsTable runs() {
    return new RunsTable(spark, place("runs"));
  }

  public IndexTable index() {
    return new IndexTable(spark, place("index"));
  }

  /** Folder of the restored images that are not kept in their rows. */
  public String images() {
    return place("images");
  }

  ImageFolder imageFolder() {
    return new ImageFolder(spark, images());
  }

  /** Folder of the journal of photos in work. */
  public String journal() {
    return place("_poison");
  }

  /**
   * On S3, where commits and the run lock rest on conditional writes, tries whether the store has
   * them. Not asked where an operator has named another log store and so answers for it.
   *
   * @throws TableException if the store lets two writers win
   */
  public void requireTrustworthyStore() {
    String logStore = "spark.delta.logStore.%s.impl".formatted(output.toUri().getScheme());
    if (!spark.conf().get(logStore, "").equals(ConditionalLogStore.class.getName())) {
      return;
    }
    try {
      FileSystem fs = output.getFileSystem(spark.sessionState().newHadoopConf());
      StoreCheck.complaint(fs, output)
          .ifPresent(
              complaint -> {
                throw new TableException(
                    "the store of %s cannot be trusted with tables: %s; use one with conditional writes, or, if never more than one driver writes there, set %s=%s"
                        .formatted(
                            output, complaint, logStore, S3SingleDriverLogStore.class.getName()));
              });
    } catch (IOException e) {
      throw new TableException(
          "cannot write to %s: %s; check the name and the right to write"
              .formatted(output, e.getMessage()),
          e);
    }
  }

  /**
   * Makes the tables that are missing, and adds to those of earlier versions what they lack. Only
   * the holder of the run lock may ask.
   *
   * @throws TableException if a later version made one of them
   */
  public void createIfMissing() {
    requireKnown();
    TableVersions versions = new TableVersions(spark);
    schemas()
        .forEach(
            (table, schema) -> {
              if (versions.exists(place(table))) {
                versions.extend(place(table), schema);
              } else {
                clearUnfinished(table);
              }
            });
    restorations().createIfMissing();
    runs().createIfMissing();
    index().createIfMissing();
  }

  private void clearUnfinished(String table) {
    try {
      UnfinishedTable.clear(
          output.getFileSystem(spark.sessionState().newHadoopConf()), new Path(output, table));
    } catch (IOException e) {
      throw new TableException(
          "cannot write to %s: %s; check the name and the right to write"
              .formatted(output, e.getMessage()),
          e);
    }
  }

  /** The row of each photo that counts: that of the highest run that is not revoked. */
  public Dataset<Row> current() {
    requireRestorations();
    return new TableSchema(PhotoSchema.RESTORATIONS)
        .complete(spark.sql(CurrentView.sql(place("restorations"), place("runs"))));
  }

  /**
   * @throws TableException if there are no tables, or a later version made them
   */
  public void requireRestorations() {
    if (!hasRestorations()) {
      throw new TableException(
          "there is no table of restored photos at %s; name the place given to restore as --output"
              .formatted(output));
    }
  }

  /**
   * Whether a run has made its tables here.
   *
   * @throws TableException if they cannot be read, or a later version made them
   */
  public boolean hasRestorations() {
    requireKnown();
    return restorations().exists();
  }

  private void requireKnown() {
    TableVersions versions = new TableVersions(spark);
    schemas().keySet().stream()
        .map(this::place)
        .filter(versions::exists)
        .forEach(versions::requireKnown);
  }

  private static Map<String, StructType> schemas() {
    Map<String, StructType> schemas = new LinkedHashMap<>();
    schemas.put("restorations", PhotoSchema.RESTORATIONS);
    schemas.put("runs", RunsTable.SCHEMA);
    schemas.put("index", IndexTable.SCHEMA);
    return schemas;
  }

  /**
   * What is known of each photo, as rows of {@link IndexTable#SCHEMA}; nothing without tables.
   *
   * @throws TableException if a later version made one of them
   */
  public Dataset<Row> known() {
    requireKnown();
    return restorations().exists() && runs().exists()
        ? index().current(restorations().rows(), runs().revoked())
        : spark.createDataFrame(List.of(), IndexTable.SCHEMA);
  }

  /**
   * Photos that were purged.
   *
   * @throws TableException if that cannot be read
   */
  public RefusedPhotos refused() {
    return RefusedFolder.below(output, spark.sessionState().newHadoopConf()).load();
  }

  /** Paths of the tables by name. */
  Map<String, String> places() {
    Map<String, String> places = new LinkedHashMap<>();
    schemas().keySet().forEach(table -> places.put(table, place(table)));
    return places;
  }

  private String place(String table) {
    return new Path(output, table).toString();
  }
}
