package dev.heirloom.job.source;

import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Photos in partitions of about equal work: the longest first, each to the partition with the least
 * (Graham 1969). Bytes stand for work, and each photo costs some however small it is.
 */
final class BytePartitions {
  private static final long BYTES_PER_PHOTO = 256 << 10;
  private static final long BYTES_PER_PARTITION = 256 << 20;

  private BytePartitions() {}

  /** The photos as rows, each partition made where it is computed: nothing is shuffled. */
  static Dataset<Row> load(SparkSession spark, List<SourcePhoto> photos) {
    List<List<SourcePhoto>> partitions =
        plan(photos, count(photos, spark.sparkContext().defaultParallelism()));
    List<List<Row>> rows =
        partitions.stream()
            .map(partition -> partition.stream().map(PhotoSchema::sourceRow).toList())
            .toList();
    JavaRDD<Row> rdd =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(rows, Math.max(1, rows.size()))
            .flatMap(List::iterator);
    return spark.createDataFrame(rdd, PhotoSchema.SOURCE);
  }

  /** Twice as many as there are task slots, so that a slow one does not hold up the rest. */
  static int count(List<SourcePhoto> photos, int slots) {
    long bytes = photos.stream().mapToLong(BytePartitions::cost).sum();
    long wanted = Math.max(2L * slots, bytes / BYTES_PER_PARTITION);
    return (int) Math.max(1, Math.min(wanted, photos.size()));
  }

  static List<List<SourcePhoto>> plan(List<SourcePhoto> photos, int partitions) {
    record Load(int index, long cost) {}
    List<List<SourcePhoto>> plan = new ArrayList<>();
    PriorityQueue<Load> lightest =
        new PriorityQueue<>(Comparator.comparingLong(Load::cost).thenComparingInt(Load::index));
    for (int i = 0; i < partitions; i++) {
      plan.add(new ArrayList<>());
      lightest.add(new Load(i, 0));
    }
    Comparator<SourcePhoto> longestFirst =
        Comparator.comparingLong(BytePartitions::cost).reversed();
    for (SourcePhoto photo : photos.stream().sorted(longestFirst).toList()) {
      Load load = lightest.remove();
      plan.get(load.index()).add(photo);
      lightest.add(new Load(load.index(), load.cost() + cost(photo)));
    }
    return plan;
  }

  private static long cost(SourcePhoto photo) {
    return Math.max(0, photo.length()) + BYTES_PER_PHOTO;
  }
}
