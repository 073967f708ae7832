package dev.heirloom.job.source;

import static org.apache.spark.sql.functions.col;

import dev.heirloom.restoration.spark.HadoopBroadcast;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Folders or prefixes, searched recursively. Every regular file is taken for a photo, whatever its
 * name: its first bytes decide. Files and folders whose names begin with a dot or an underscore are
 * skipped, as everywhere in Hadoop.
 *
 * <p>The driver finds out which folders there are at the top; tasks list what is in them.
 */
final class FileSource implements PhotoSource {
  /** So many folders of an input are listed in a task each, more of them by several together. */
  private static final int MOST_TASKS = 1000;

  private final SparkSession spark;
  private final List<String> roots;

  FileSource(SparkSession spark, List<String> roots) {
    this.spark = spark;
    this.roots = roots;
  }

  @Override
  public Dataset<Row> list() {
    List<FolderListing> listings = new ArrayList<>();
    for (String root : roots) {
      listings.addAll(split(root));
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int tasks = Math.max(1, Math.min(listings.size(), MOST_TASKS));
    return spark
        .createDataFrame(
            context.parallelize(listings, tasks).flatMap(new ListFolder(HadoopBroadcast.of(spark))),
            PhotoSchema.SOURCE)
        .dropDuplicates("uri");
  }

  @Override
  public Dataset<Row> within(Dataset<Row> known) {
    return roots.stream()
        .map(this::folder)
        .map(folder -> col("uri").equalTo(folder).or(col("uri").startsWith(folder + "/")))
        .reduce(Column::or)
        .map(known::where)
        .orElseThrow();
  }

  /** Without a slash at its end. */
  private String folder(String root) {
    try {
      Path path = CanonicalUri.qualified(root, spark.sessionState().newHadoopConf());
      return CanonicalUri.of(path).replaceFirst("/$", "");
    } catch (IOException e) {
      throw notListed(root, e);
    }
  }

  private List<FolderListing> split(String root) {
    try {
      return FolderListing.split(CanonicalUri.path(root), spark.sessionState().newHadoopConf());
    } catch (FileNotFoundException e) {
      throw new InputException(
          "there is no input at %s; name a folder or prefix".formatted(root), e);
    } catch (IOException e) {
      throw notListed(root, e);
    }
  }

  private static InputException notListed(String root, IOException e) {
    return new InputException(
        "cannot list %s: %s; check the name and the right to read".formatted(root, e.getMessage()),
        e);
  }

  @Override
  public Dataset<Row> load(List<SourcePhoto> chunk) {
    return BytePartitions.load(spark, chunk);
  }
}
