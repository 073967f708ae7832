package dev.heirloom.job.cli;

import dev.heirloom.job.JobSession;
import dev.heirloom.job.sink.ResultTables;
import picocli.CommandLine.Option;

/** Options of the commands that look at tables which are there. */
final class TablesOptions {
  @Option(
      names = "--tables",
      required = true,
      paramLabel = "URI",
      description = "place of the tables: the --output of restore")
  private String tables;

  @Option(names = "--config", paramLabel = "FILE", description = "properties file of options")
  private String config = "";

  /** The tables, in a Spark session that is started for them. */
  ResultTables open() {
    return new ResultTables(JobSession.open(), tables);
  }
}
