package dev.heirloom.job.doctor;

import io.delta.package$;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.SparkBuildInfo;

/**
 * Of what a process is made.
 *
 * @param machine operating system and architecture, as Java calls them
 * @param delta empty if it is not there
 * @param hadoopAws the part of Hadoop that speaks to S3; empty if it is not there
 */
record Versions(
    String java, String machine, String spark, String hadoop, String delta, String hadoopAws)
    implements Serializable {
  private static final String MACHINE = "Linux amd64";
  private static final String LIBRARIES =
      "put job/target/heirloom/lib/* on spark.driver.extraClassPath and"
          + " spark.executor.extraClassPath, on every node";

  static Versions here() {
    return new Versions(
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        SparkBuildInfo.spark_version(),
        VersionInfo.getVersion(),
        deltaHere(),
        properties("/META-INF/maven/org.apache.hadoop/hadoop-aws/pom.properties")
            .getProperty("version", ""));
  }

  private static String deltaHere() {
    try {
      return package$.MODULE$.VERSION();
    } catch (LinkageError e) {
      return "";
    }
  }

  /** Those that this program was built with, whatever is here. */
  static Versions built() {
    Properties build = properties("build.properties");
    return new Versions(
        "17",
        MACHINE,
        build.getProperty("spark", "?"),
        build.getProperty("hadoop", "?"),
        build.getProperty("delta", "?"),
        build.getProperty("hadoop", "?"));
  }

  private static Properties properties(String resource) {
    Properties properties = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param driver those of the driver, which may be these
   * @param built those that this program was built with
   * @param usesS3 whether a run would need S3
   */
  List<Finding> findings(String on, Versions driver, Versions built, boolean usesS3) {
    List<Finding> findings = new ArrayList<>();
    findings.add(javaAndMachine(on, driver));
    findings.add(sparkAndDelta(on, driver, built));
    if (usesS3) {
      findings.add(s3(on));
    }
    return findings;
  }

  private Finding javaAndMachine(String on, Versions driver) {
    String found = "Java %s on %s".formatted(java, machine);
    if (!machine.equals(MACHINE)) {
      return Finding.fail(
          "java", on, found, "run on Linux on x86-64: the libraries of the models are for that");
    }
    if (feature(java) != feature(driver.java())) {
      return Finding.warn(
          "java", on, found + ", and the driver has " + driver.java(), "install the same Java");
    }
    return Finding.ok("java", on, found);
  }

  private Finding sparkAndDelta(String on, Versions driver, Versions built) {
    String found = "Spark %s, Hadoop %s, Delta %s".formatted(spark, hadoop, delta);
    if (delta.isEmpty()) {
      return Finding.fail("versions", on, "there is no Delta Lake here", LIBRARIES);
    }
    if (!spark.equals(driver.spark())
        || !hadoop.equals(driver.hadoop())
        || !delta.equals(driver.delta())) {
      return Finding.fail(
          "versions",
          on,
          "%s, and the driver has %s, %s, %s"
              .formatted(found, driver.spark(), driver.hadoop(), driver.delta()),
          "install the same versions for driver and executors");
    }
    if (!minor(spark).equals(minor(built.spark()))) {
      return Finding.fail(
          "versions",
          on,
          "%s, but this program is built for Spark %s".formatted(found, built.spark()),
          "set SPARK_HOME to a Spark %s, or unset it".formatted(minor(built.spark())));
    }
    if (!spark.equals(built.spark()) || !hadoop.equals(built.hadoop())) {
      return Finding.warn(
          "versions",
          on,
          "%s, but this program is tested with Spark %s and Hadoop %s"
              .formatted(found, built.spark(), built.hadoop()),
          "use those, or try a small run first");
    }
    return delta.equals(built.delta())
        ? Finding.ok("versions", on, found)
        : Finding.warn(
            "versions",
            on,
            "%s, but this program is built for Delta %s".formatted(found, built.delta()),
            "take the other Delta Lake off Spark's class path");
  }

  private Finding s3(String on) {
    if (hadoopAws.isEmpty()) {
      return Finding.fail(
          "s3a", on, "hadoop-aws is missing, which speaks to object stores", LIBRARIES);
    }
    return hadoopAws.equals(hadoop)
        ? Finding.ok("s3a", on, "hadoop-aws " + hadoopAws)
        : Finding.fail(
            "s3a",
            on,
            "hadoop-aws %s does not fit Hadoop %s".formatted(hadoopAws, hadoop),
            "put hadoop-aws-%s.jar in its place, on every node".formatted(hadoop));
  }

  /** 17 of 17.0.15. */
  private static int feature(String java) {
    return Runtime.Version.parse(java).feature();
  }

  /** 4.1 of 4.1.3. */
  private static String minor(String version) {
    return version.replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }
}
