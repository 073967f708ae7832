package dev.heirloom.job.sink;

import dev.heirloom.job.incremental.IndexTable;
import dev.heirloom.job.source.CanonicalUri;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

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

  public RestorationsTable restorations() {
    return new RestorationsTable(spark, place("restorations"));
  }

  public RunsTable runs() {
    return new RunsTable(spark, place("runs"));
  }

  public IndexTable index() {
    return new IndexTable(spark, place("index"));
  }

  public void createIfMissing() {
    restorations().createIfMissing();
    runs().createIfMissing();
    index().createIfMissing();
  }

  /** The row of each photo that counts: that of the highest run that is not revoked. */
  public Dataset<Row> current() {
    requireRestorations();
    return spark.sql(CurrentView.sql(place("restorations"), place("runs")));
  }

  void requireRestorations() {
    if (!restorations().exists()) {
      throw new TableException(
          "there is no table of restored photos at %s; name the place given to restore as --output"
              .formatted(output));
    }
  }

  /** What is known of each photo, as rows of {@link IndexTable#SCHEMA}; nothing without tables. */
  public Dataset<Row> known() {
    return restorations().exists() && index().exists()
        ? index().current(restorations().rows(), runs().revoked())
        : spark.createDataFrame(List.of(), IndexTable.SCHEMA);
  }

  private String place(String table) {
    return new Path(output, table).toString();
  }
}
