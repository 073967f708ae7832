package dev.heirloom.job.sink;

import org.apache.spark.sql.SparkSession;

/** Settings for rewriting what is in the tables, which end with their session. */
final class RewriteSession {
  private RewriteSession() {}

  static SparkSession of(ResultTables tables) {
    SparkSession session = tables.spark().newSession();
    // A table is one folder; vacuum would list it in 10,000 tasks.
    session
        .conf()
        .set(
            "spark.sql.sources.parallelPartitionDiscovery.parallelism",
            session.sparkContext().defaultParallelism());
    // Pictures are compressed already; rewriting takes no options of a write.
    session.conf().set("spark.sql.parquet.compression.codec", "uncompressed");
    return session;
  }
}
