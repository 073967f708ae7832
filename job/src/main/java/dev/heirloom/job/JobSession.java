package dev.heirloom.job;

import dev.heirloom.job.delta.ConditionalLogStore;
import dev.heirloom.restoration.spark.RestorationPlugin;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The Spark session of a run: what the operator configured, and what the tables need. */
public final class JobSession {
  private JobSession() {}

  /** A session with the settings that came with spark-submit, local where none names a master. */
  public static SparkSession open() {
    return open(new SparkConf());
  }

  /** A session with {@code given} settings; those that the job needs are added. */
  public static SparkSession open(SparkConf given) {
    SparkConf conf = given.clone();
    // Tried four times as on a cluster: otherwise one read that is cut off ends the run.
    conf.setIfMissing("spark.master", "local[*,4]");
    conf.setIfMissing("spark.app.name", "heirloom");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.sql.shuffle.partitions", "8");
    // Delta reads its log in 50 tasks unless told otherwise; our logs are short.
    conf.setIfMissing("spark.databricks.delta.snapshotPartitions", "2");
    conf.setIfMissing("spark.sql.session.timeZone", "UTC");
    // An executor that dies takes the tasks of innocent photos with it.
    conf.setIfMissing("spark.task.maxFailures", "8");
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.host", "localhost");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      // On one machine, compiling code for each narrow query takes longer than running it.
      conf.setIfMissing("spark.sql.codegen.wholeStage", "false");
      conf.setIfMissing("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    }
    append(conf, "spark.plugins", RestorationPlugin.class.getName());
    append(conf, "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    conf.set("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    // Delta's own log store loses commits on S3 when two drivers write.
    for (String scheme : List.of("s3a", "s3")) {
      conf.setIfMissing(
          "spark.delta.logStore.%s.impl".formatted(scheme), ConditionalLogStore.class.getName());
    }
    conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    // S3A tries a read again that is cut off, but not one of several ranges together.
    conf.setIfMissing("spark.hadoop.parquet.hadoop.vectored.io.enabled", "false");
    // Pictures are read by the batch into one array: a small one, or it grows beyond 2 GB.
    conf.setIfMissing("spark.sql.parquet.columnarReaderBatchSize", "16");
    return SparkSession.builder().config(conf).getOrCreate();
  }

  private static void append(SparkConf conf, String key, String value) {
    String all =
        Stream.concat(Stream.of(conf.get(key, "").split(",")), Stream.of(value))
            .filter(name -> !name.isBlank())
            .distinct()
            .collect(Collectors.joining(","));
    conf.set(key, all);
  }
}
