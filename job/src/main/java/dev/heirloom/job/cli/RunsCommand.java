package dev.heirloom.job.cli;

import dev.heirloom.job.sink.RecordedRun;
import dev.heirloom.job.sink.ResultTables;
import dev.heirloom.job.sink.Revocation;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runs}: what was done when, and how to take it back. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = "Lists the runs of the tables, or revokes one.")
final class RunsCommand implements Runnable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  private final Surroundings around;

  @Spec private CommandSpec spec;

  RunsCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list or revoke? See heirloom runs --help");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "A line for each run: number, start (UTC), outcome, and photos by status.")
  int list(
      @Mixin TablesOptions tables,
      @Option(names = "--json", description = "for machines") boolean json) {
    List<RecordedRun> runs = recorded(tables.open());
    if (json) {
      around.out().println(Json.of(runs.stream().map(RunsCommand::fields).toList()));
      return ExitCode.DONE;
    }
    for (RecordedRun run : runs) {
      around
          .out()
          .println(
              "%4d  %s  %-10s %,8d restored %,8d unchanged %,8d failed  %s%s"
                  .formatted(
                      run.number(),
                      TIME.format(run.started()),
                      run.outcome(),
                      run.restored(),
                      run.unchanged(),
                      run.failed(),
                      run.id(),
                      run.revoked() ? "  revoked" : ""));
    }
    return ExitCode.DONE;
  }

  private static List<RecordedRun> recorded(ResultTables tables) {
    tables.requireRestorations();
    return tables.runs().list();
  }

  private static Map<String, Object> fields(RecordedRun run) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run_number", run.number());
    fields.put("run_id", run.id());
    fields.put("started", run.started().toString());
    fields.put("outcome", run.outcome());
    fields.put("photos", run.photos());
    fields.put("restored", run.restored());
    fields.put("unchanged", run.unchanged());
    fields.put("failed", run.failed());
    fields.put("revoked", run.revoked());
    return fields;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Takes back what a run has done: its rows stay, but count no more, and those of",
        "earlier runs count again."
      })
  int revoke(
      @Parameters(paramLabel = "RUN", description = "number or id of the run") String run,
      @Mixin TablesOptions tables) {
    RecordedRun revoked = new Revocation(tables.open()).revoke(run);
    around
        .out()
        .println(
            revoked.revoked()
                ? "Run %d was revoked before".formatted(revoked.number())
                : "Run %d is revoked".formatted(revoked.number()));
    return ExitCode.DONE;
  }
}
