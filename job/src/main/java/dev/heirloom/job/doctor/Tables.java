package dev.heirloom.job.doctor;

import dev.heirloom.job.Causes;
import dev.heirloom.job.delta.ConditionalLogStore;
import dev.heirloom.job.delta.StoreAccess;
import dev.heirloom.job.delta.TableSchema;
import dev.heirloom.job.sink.ResultTables;
import dev.heirloom.job.sink.RunLock;
import dev.heirloom.job.sink.TableException;
import dev.heirloom.job.source.CanonicalUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** What the driver finds at the output: its store, the tables, and who holds them. */
final class Tables {
  private final SparkSession spark;
  private final String output;
  private final List<Finding> findings = new ArrayList<>();

  private Tables(SparkSession spark, String output) {
    this.spark = spark;
    this.output = output;
  }

  /** About a place that a run may have written to, or not yet. */
  static List<Finding> findings(SparkSession spark, String output) {
    Tables tables = new Tables(spark, output);
    try {
      if (tables.isWritable()) {
        tables.look(new ResultTables(spark, output));
      }
    } catch (TableException e) {
      tables.findings.add(Finding.fail("tables", ProcessName.DRIVER, OneLine.of(e)));
    } catch (Exception e) {
      // Spark throws its checked AnalysisException from methods that do not declare it.
      tables.findings.add(
          Finding.fail(
              "tables",
              ProcessName.DRIVER,
              "cannot read the tables below %s: %s".formatted(output, Causes.oneLine(e)),
              "check the right to read, or give another --output"));
    }
    return tables.findings;
  }

  /** Asks the store impatiently first, as a run does. */
  private boolean isWritable() {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Optional<Finding> silent =
        StoreAccess.complaint(CanonicalUri.path(output), hadoop)
            .map(
                complaint ->
                    Finding.fail(
                        "output",
                        ProcessName.DRIVER,
                        "cannot use %s for tables: %s".formatted(output, complaint)));
    Finding found =
        silent
            .or(() -> ScratchObject.tryBelow(output, hadoop).finding(ProcessName.DRIVER))
            .orElseThrow();
    findings.add(found);
    return found.verdict() == Finding.Verdict.OK;
  }

  private void look(ResultTables tables) {
    store(tables);
    lock(tables);
    if (tables.hasRestorations()) {
      int runs = tables.runs().list().size();
      tables.restorations().rows().select("run_number").limit(1).count();
      ok(
          "tables",
          "readable (schema %d at most); runs so far: %d".formatted(TableSchema.VERSION, runs));
    } else {
      ok("tables", "none yet; the first run makes them");
    }
  }

  private void store(ResultTables tables) {
    String scheme = tables.output().toUri().getScheme();
    if (!scheme.equals("s3a")) {
      return;
    }
    String setting = "spark.delta.logStore.%s.impl".formatted(scheme);
    String logStore = spark.conf().get(setting, "");
    if (!logStore.equals(ConditionalLogStore.class.getName())) {
      findings.add(
          Finding.warn(
              "commits",
              ProcessName.DRIVER,
              "commits go through " + logStore + ", which was not tried",
              "make sure that never more than one driver writes here, or unset " + setting));
      return;
    }
    try {
      tables.requireTrustworthyStore();
      ok("commits", "the store keeps to conditional writes");
    } catch (TableException e) {
      findings.add(Finding.fail("commits", ProcessName.DRIVER, OneLine.of(e)));
    }
  }

  private void lock(ResultTables tables) {
    RunLock.holder(tables.output(), spark.sessionState().newHadoopConf())
        .ifPresentOrElse(
            holder ->
                findings.add(
                    Finding.warn(
                        "lock",
                        ProcessName.DRIVER,
                        "held by " + holder,
                        "wait for that run; if it is dead, its lock expires by itself")),
            () -> ok("lock", "free"));
  }

  private void ok(String check, String finding) {
    findings.add(Finding.ok(check, ProcessName.DRIVER, finding));
  }
}
