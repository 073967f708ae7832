package dev.heirloom.job;

import dev.heirloom.job.incremental.Reprocess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** A run in a process of its own, with Spark's user interface, which is asked for its figures. */
final class MeteredDriver {
  private MeteredDriver() {}

  /** Arguments: the photos, the place of the tables, and a metrics configuration. */
  public static void main(String[] args) throws Exception {
    SparkSession spark =
        JobSession.open(
            new SparkConf()
                .setMaster("local[2]")
                .set("spark.ui.enabled", "true")
                .set("spark.ui.port", "0")
                .set("spark.metrics.conf", args[2]));
    FakeEngine engine = new FakeEngine("metered");
    new RestorationJob(spark, engine, RunProgress.SILENT)
        .run(
            new JobRuns(engine, Path.of(args[0]), Path.of(args[1]))
                .settings(Reprocess.NEW, RunLimits.DEFAULT));
    String ui = spark.sparkContext().uiWebUrl().get();
    for (String page : new String[] {"/metrics/json", "/metrics/prometheus"}) {
      System.out.println(
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.ALWAYS)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(ui + page)).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    }
    System.exit(0);
  }
}
