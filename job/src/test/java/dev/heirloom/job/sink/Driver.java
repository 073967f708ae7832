package dev.heirloom.job.sink;

import dev.heirloom.job.JobSession;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** A Spark driver in a process of its own that writes rows of the table {@code runs}. */
final class Driver {
  private Driver() {}

  /**
   * Arguments: place of the tables, name of the driver, rows, and settings as {@code key=value}.
   * Begins when a line comes in; says on standard output what was acknowledged.
   */
  public static void main(String[] args) throws Exception {
    SparkConf conf = new SparkConf().setMaster("local[1]").set("spark.sql.shuffle.partitions", "1");
    List.of(args).subList(3, args.length).stream()
        .map(setting -> setting.split("=", 2))
        .forEach(setting -> conf.set(setting[0], setting[1]));
    SparkSession spark = JobSession.open(conf);
    RunsTable runs = new ResultTables(spark, args[0]).runs();
    runs.rows().count();
    System.out.println("READY");
    System.in.read();
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      String id = args[1] + "-" + i;
      runs.append(
          new RunEvent(id, i, RunEvent.Event.STARTED, Instant.now(), Map.of(), Map.of(), null));
      System.out.println("ACKNOWLEDGED " + id);
    }
    System.exit(0);
  }
}
