package dev.heirloom.job.cli;

import dev.heirloom.job.JobSession;
import dev.heirloom.job.sink.Purge;
import dev.heirloom.job.sink.ResultTables;
import dev.heirloom.job.source.CanonicalUri;
import dev.heirloom.job.source.UriList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code purge}: photos taken down for good. */
@Command(
    name = "purge",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Takes photos down: deletes their rows and pictures, those of all photos with the",
      "same bytes, and the history of the tables, then searches every file for what is",
      "left. Later runs leave these photos alone. Originals are not touched; neither are",
      "exported files, nor versions and backups that a store keeps by itself."
    })
final class PurgeCommand implements Callable<Integer> {
  private final Surroundings around;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "URI", description = "the photos")
  private List<String> uris = List.of();

  @Mixin private TablesOptions tables;

  @Option(
      names = "--list",
      defaultValue = "",
      paramLabel = "URI",
      description = "text file of the photos' URIs, one a line")
  private String list;

  @Option(names = "--lift", description = "let the photos come back with the next run")
  private boolean lift;

  @Option(names = "--dry-run", description = "only say what would be deleted")
  private boolean dryRun;

  PurgeCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    if (uris.isEmpty() && list.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "which photos? Give their URIs, or a file of them with --list");
    }
    ResultTables results = tables.open();
    Purge purge = new Purge(results);
    List<String> photos = photos(JobSession.open().sessionState().newHadoopConf());
    if (lift) {
      return lift(purge, photos);
    }
    if (dryRun) {
      say(purge.plan(photos), "would be deleted");
      return ExitCode.DONE;
    }
    return done(purge.purge(photos), results);
  }

  private List<String> photos(Configuration hadoop) {
    return Stream.concat(
            uris.stream().map(CanonicalUri::parse),
            list.isEmpty() ? Stream.of() : UriList.read(list, hadoop).stream())
        .distinct()
        .toList();
  }

  private int lift(Purge purge, List<String> photos) {
    List<String> lifted = purge.lift(photos);
    photos.forEach(
        uri ->
            around
                .out()
                .println(
                    uri
                        + (lifted.contains(uri)
                            ? " may come back with the next run"
                            : " was not refused")));
    return ExitCode.DONE;
  }

  private void say(Purge.Purged purged, String what) {
    purged
        .rows()
        .forEach(
            (uri, rows) ->
                around
                    .out()
                    .println(
                        "%s: %,d rows %s%s"
                            .formatted(
                                uri,
                                rows,
                                what,
                                purged.copies().contains(uri) ? " (the same bytes)" : "")));
  }

  private int done(Purge.Purged purged, ResultTables results) {
    say(purged, "deleted");
    around
        .out()
        .println(
            "History begins at %s"
                .formatted(
                    purged.versions().entrySet().stream()
                        .map(e -> "version %d of %s".formatted(e.getValue(), e.getKey()))
                        .collect(Collectors.joining(", "))));
    around
        .out()
        .println(
            "%,d files below %s searched: %s"
                .formatted(
                    purged.searched(),
                    results.output(),
                    purged.traces().isEmpty()
                        ? "no trace is left"
                        : "%,d traces are left".formatted(purged.traces().size())));
    purged.traces().forEach(trace -> around.err().println("heirloom: " + trace));
    return purged.traces().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }
}
