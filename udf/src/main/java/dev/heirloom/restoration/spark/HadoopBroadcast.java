package dev.heirloom.restoration.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** The settings of Hadoop, for tasks that open files. */
public final class HadoopBroadcast {
  private HadoopBroadcast() {}

  /** Those that the session has now. */
  public static Broadcast<SerializableConfiguration> of(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
  }
}
