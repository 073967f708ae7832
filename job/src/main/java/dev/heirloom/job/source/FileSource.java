package dev.heirloom.job.source;

import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Folders or prefixes, searched recursively. Every regular file is taken for a photo, whatever its
 * name: its first bytes decide. Files and folders whose names begin with a dot or an underscore are
 * skipped, as everywhere in Hadoop.
 */
final class FileSource implements PhotoSource {
  private final SparkSession spark;
  private final List<String> roots;

  FileSource(SparkSession spark, List<String> roots) {
    this.spark = spark;
    this.roots = roots;
  }

  @Override
  public Dataset<Row> list() {
    List<Row> rows = new ArrayList<>();
    for (String root : roots) {
      find(CanonicalUri.path(root), rows);
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return spark
        .createDataFrame(context.parallelize(rows), PhotoSchema.SOURCE)
        .dropDuplicates("uri");
  }

  private void find(Path root, List<Row> rows) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    try {
      FileSystem fs = root.getFileSystem(hadoop);
      String base = fs.makeQualified(root).toString();
      RemoteIterator<LocatedFileStatus> files = fs.listFiles(root, true);
      while (files.hasNext()) {
        LocatedFileStatus file = files.next();
        if (!isHidden(file.getPath().toString().substring(base.length()))) {
          rows.add(PhotoSchema.sourceRow(ListedFile.photo(file, Map.of())));
        }
      }
    } catch (FileNotFoundException e) {
      throw new InputException(
          "there is no input at %s; name a folder or prefix".formatted(root), e);
    } catch (IOException e) {
      throw new InputException(
          "cannot list %s: %s; check the name and the right to read"
              .formatted(root, e.getMessage()),
          e);
    }
  }

  private static boolean isHidden(String below) {
    return below.contains("/.") || below.contains("/_");
  }

  @Override
  public List<List<SourcePhoto>> chunks(List<SourcePhoto> photos, int size) {
    return Slices.of(photos, size);
  }

  @Override
  public Dataset<Row> load(List<SourcePhoto> chunk) {
    return BytePartitions.load(spark, chunk);
  }
}
