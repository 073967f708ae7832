package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.col;

import dev.heirloom.restoration.spark.HadoopBroadcast;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The restored images that are files. Those that no row names were written by tasks whose commit
 * never came, or belonged to rows that were purged.
 *
 * @param folder as {@link dev.heirloom.restoration.spark.ImageStore} fills it
 */
record ImageFolder(SparkSession spark, String folder) {

  /**
   * Deletes files that no row names.
   *
   * @param rows of the table {@code restorations}
   * @param until files made later stay
   * @return how many were deleted
   * @throws IOException if the folder cannot be listed
   */
  long deleteOrphans(Dataset<Row> rows, Instant until) throws IOException {
    return delete(rows, until.toEpochMilli());
  }

  /** The same, however young they are: nothing may be under way. */
  long deleteAllOrphans(Dataset<Row> rows) throws IOException {
    return delete(rows, Long.MAX_VALUE);
  }

  private long delete(Dataset<Row> rows, long until) throws IOException {
    List<String> parts = parts();
    if (parts.isEmpty()) {
      return 0;
    }
    Broadcast<SerializableConfiguration> hadoop = HadoopBroadcast.of(spark);
    Dataset<Row> named = rows.select(col("restored.uri").as("file")).where(col("file").isNotNull());
    FilterFunction<String> delete = new Delete(hadoop)::isDone;
    return spark
        .createDataset(parts, Encoders.STRING())
        .repartition(Math.min(parts.size(), spark.sparkContext().defaultParallelism()))
        .flatMap(new FilesOf(hadoop, until), Encoders.STRING())
        .toDF("file")
        .join(named, "file", "left_anti")
        .as(Encoders.STRING())
        .filter(delete)
        .count();
  }

  private List<String> parts() throws IOException {
    Path root = new Path(folder);
    try {
      FileSystem fs = root.getFileSystem(spark.sessionState().newHadoopConf());
      return Arrays.stream(fs.listStatus(root)).map(part -> part.getPath().toString()).toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private record FilesOf(Broadcast<SerializableConfiguration> hadoop, long until)
      implements FlatMapFunction<String, String> {
    @Override
    public Iterator<String> call(String part) throws IOException {
      Path folder = new Path(part);
      FileStatus[] files = folder.getFileSystem(hadoop.value().value()).listStatus(folder);
      return Arrays.stream(files)
          .filter(file -> file.isFile() && file.getModificationTime() <= until)
          .map(file -> file.getPath().toString())
          .iterator();
    }
  }

  private record Delete(Broadcast<SerializableConfiguration> hadoop) implements Serializable {
    boolean isDone(String file) throws IOException {
      Path path = new Path(file);
      return path.getFileSystem(hadoop.value().value()).delete(path, false);
    }
  }
}
