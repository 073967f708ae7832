package dev.heirloom.job.sink;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Takes back what a run has done: its rows stay, but count no more. Before them count again those
 * of earlier runs; photos that have none are new to the next run.
 */
public final class Revocation {
  private final ResultTables tables;

  public Revocation(ResultTables tables) {
    this.tables = tables;
  }

  /**
   * Revoking once more does nothing.
   *
   * @param name id or number of the run
   * @return the run
   * @throws TableException if there is no such run
   * @throws RunLockedException if a run is under way
   */
  public RecordedRun revoke(String name) {
    tables.requireRestorations();
    try (RunLock lock =
        RunLock.take(
            tables.output(),
            "revoke-" + UUID.randomUUID(),
            tables.spark().sessionState().newHadoopConf())) {
      tables.createIfMissing();
      RecordedRun run =
          tables.runs().list().stream()
              .filter(recorded -> recorded.isNamed(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new TableException(
                          "there is no run %s in %s; heirloom runs list shows those there are"
                              .formatted(name, tables.output())));
      if (!run.revoked()) {
        lock.requireHeld();
        tables
            .runs()
            .append(
                new RunEvent(
                    run.id(),
                    run.number(),
                    RunEvent.Event.REVOKED,
                    Instant.now(),
                    Map.of(),
                    Map.of(),
                    null));
      }
      return run;
    }
  }
}
