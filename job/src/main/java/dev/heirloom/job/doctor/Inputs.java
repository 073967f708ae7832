package dev.heirloom.job.doctor;

import dev.heirloom.job.delta.StoreAccess;
import dev.heirloom.job.source.CanonicalUri;
import dev.heirloom.job.source.FirstFile;
import dev.heirloom.job.source.InputException;
import dev.heirloom.job.source.InputFormat;
import dev.heirloom.job.source.InputSettings;
import dev.heirloom.job.source.PhotoSources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * What the driver finds of the inputs.
 *
 * @param findings about those that cannot be used, or have nothing in them
 * @param files one of each of the others, for every process to read
 */
record Inputs(List<Finding> findings, List<String> files) {
  Inputs {
    findings = List.copyOf(findings);
    files = List.copyOf(files);
  }

  static Inputs look(SparkSession spark, List<String> uris) {
    List<Finding> findings = new ArrayList<>();
    List<String> files = new ArrayList<>();
    Configuration hadoop = spark.sessionState().newHadoopConf();
    for (String uri : uris) {
      try {
        requireUsable(spark, uri, hadoop);
        FirstFile.of(uri, hadoop).ifPresentOrElse(files::add, () -> findings.add(empty(uri)));
      } catch (InputException e) {
        findings.add(Finding.fail("input", ProcessName.DRIVER, OneLine.of(e)));
      } catch (IOException | RuntimeException e) {
        findings.add(
            Finding.fail(
                "input",
                ProcessName.DRIVER,
                "cannot list %s: %s".formatted(uri, OneLine.of(e)),
                "check the name and the right to read"));
      }
    }
    if (uris.isEmpty()) {
      findings.add(
          Finding.skipped(
              "input", ProcessName.DRIVER, "none given", "give the --input that a run would have"));
    }
    return new Inputs(findings, files);
  }

  /** As a run would, without listing all of it. */
  private static void requireUsable(SparkSession spark, String uri, Configuration hadoop) {
    Optional<String> complaint = StoreAccess.complaint(CanonicalUri.path(uri), hadoop);
    if (complaint.isPresent()) {
      throw new InputException("cannot use %s for photos: %s".formatted(uri, complaint.get()));
    }
    new PhotoSources(spark).open(new InputSettings(List.of(uri), InputFormat.AUTO, List.of(), ""));
  }

  private static Finding empty(String uri) {
    return Finding.warn(
        "input",
        ProcessName.DRIVER,
        "there are no files in " + uri,
        "check the name, or give restore --allow-empty");
  }
}
