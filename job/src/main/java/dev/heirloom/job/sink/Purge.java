package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import dev.heirloom.job.delta.TableHistory;
import dev.heirloom.restoration.spark.PoisonJournal;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Takes photos down: their rows, pictures, and the history that would show them are deleted, and
 * later runs leave them alone. Then every file is searched for what might be left. Originals are
 * not touched.
 */
public final class Purge {
  private final ResultTables tables;

  /**
   * What was done.
   *
   * @param rows that were deleted, by URI; with 0 for a photo that had none
   * @param copies URIs of photos with the same bytes, whose rows were deleted too
   * @param versions of the tables from which on there is history
   * @param searched files that were searched for traces afterwards
   * @param traces a line for each that was found
   */
  public record Purged(
      Map<String, Long> rows,
      Set<String> copies,
      Map<String, Long> versions,
      long searched,
      List<String> traces) {
    public Purged {
      traces = List.copyOf(traces);
    }

    public long allRows() {
      return rows.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  public Purge(ResultTables tables) {
    this.tables = tables;
  }

  /**
   * Says what would be purged, and does nothing.
   *
   * @param uris canonical
   * @return without versions and search
   * @throws TableException if there are no tables
   */
  public Purged plan(Collection<String> uris) {
    tables.requireRestorations();
    return Found.in(tables, uris).purged();
  }

  /**
   * Done again after an interruption it finishes.
   *
   * @param uris canonical; photos that have no rows are refused from now on all the same
   * @throws TableException if there are no tables, or they cannot be changed
   * @throws RunLockedException if a run is under way
   */
  public Purged purge(Collection<String> uris) {
    tables.requireRestorations();
    try (RunLock lock = RunLock.take(tables.output(), "purge-" + UUID.randomUUID(), hadoop())) {
      tables.createIfMissing();
      Found found = Found.in(tables, uris);
      refuse(found);
      lock.requireHeld();
      return new Work(lock, found).done();
    } catch (IOException e) {
      throw new TableException(
          "not everything could be purged: %s; the same command again does the rest"
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * Lets photos come back with the next run.
   *
   * @param uris canonical
   * @return those that were refused until now
   * @throws RunLockedException if a run is under way
   */
  public List<String> lift(Collection<String> uris) {
    tables.requireRestorations();
    try (RunLock lock = RunLock.take(tables.output(), "lift-" + UUID.randomUUID(), hadoop())) {
      RefusedFolder refused = RefusedFolder.below(tables.output(), hadoop());
      lock.requireHeld();
      return uris.stream().filter(refused::lift).toList();
    }
  }

  private void refuse(Found found) {
    RefusedFolder refused = RefusedFolder.below(tables.output(), hadoop());
    found.uris().forEach(uri -> refused.refuse(uri, found.contents(uri)));
  }

  private Configuration hadoop() {
    return tables.spark().sessionState().newHadoopConf();
  }

  /** What the tables hold of the photos. */
  private record Found(Set<String> uris, List<Row> rows) {
    static Found in(ResultTables tables, Collection<String> uris) {
      Set<String> wanted = new TreeSet<>(uris);
      Set<String> hashes =
          narrow(tables, new PurgedPhotos(wanted, Set.of())).stream()
              .filter(row -> !row.isNullAt(1))
              .map(row -> row.getString(1))
              .collect(Collectors.toSet());
      return new Found(wanted, narrow(tables, new PurgedPhotos(wanted, hashes)));
    }

    private static List<Row> narrow(ResultTables tables, PurgedPhotos photos) {
      return tables
          .restorations()
          .rows()
          .where(photos.in("source.uri", "source.sha256"))
          .select("source.uri", "source.sha256", "source.length", "restored.sha256")
          .collectAsList();
    }

    PurgedPhotos photos() {
      return new PurgedPhotos(uris, hashes(1));
    }

    Set<String> hashes(int column) {
      return rows.stream()
          .filter(row -> !row.isNullAt(column))
          .map(row -> row.getString(column))
          .collect(Collectors.toSet());
    }

    Set<RefusedFolder.Content> contents(String uri) {
      return rows.stream()
          .filter(row -> row.getString(0).equals(uri) && !row.isNullAt(1))
          .map(row -> new RefusedFolder.Content(row.getString(1), row.getLong(2)))
          .collect(Collectors.toSet());
    }

    Purged purged() {
      Map<String, Long> counts = new TreeMap<>();
      uris.forEach(uri -> counts.put(uri, 0L));
      rows.forEach(row -> counts.merge(row.getString(0), 1L, Long::sum));
      Set<String> copies = new TreeSet<>(counts.keySet());
      copies.removeAll(uris);
      return new Purged(counts, copies, Map.of(), 0, List.of());
    }
  }

  /** A condition without names in it, as {@link PurgedPhotos#in}. */
  private record LongerNames(Set<String> uris) implements UDF1<String, Boolean> {
    @Override
    public Boolean call(String name) {
      return uris.stream().anyMatch(uri -> Traces.isLonger(name, uri));
    }
  }

  /** The changes, under the lock. */
  private final class Work {
    private final RunLock lock;
    private final Found found;
    private final Traces traces;
    private final SparkSession session = RewriteSession.of(tables);

    Work(RunLock lock, Found found) {
      this.lock = lock;
      this.found = found;
      Set<String> hashes = new TreeSet<>(found.hashes(1));
      hashes.addAll(found.hashes(3));
      this.traces = new Traces(found.uris(), hashes, longerUris());
    }

    private List<String> longerUris() {
      UDF1<String, Boolean> isLonger = new LongerNames(Set.copyOf(found.uris()));
      return tables
          .restorations()
          .rows()
          .select("source.uri")
          .distinct()
          .where(udf(isLonger, DataTypes.BooleanType).apply(col("uri")))
          .as(Encoders.STRING())
          .collectAsList();
    }

    Purged done() throws IOException {
      for (String place : tables.places().values()) {
        new TableHistory(session, place).fence();
      }
      lock.requireHeld();
      DeltaTable.forPath(session, tables.places().get("restorations"))
          .delete(found.photos().in("source.uri", "source.sha256"));
      // Also those of killed tasks, which may have written an image of the photo.
      tables.imageFolder().deleteAllOrphans(tables.restorations().rows());
      // A run that died has left hashes of what it had in work.
      new PoisonJournal(tables.journal(), session.sessionState().newHadoopConf()).clear();
      tables.index().rebuild(tables.restorations().rows());
      tables.runs().rewriteTexts(traces::redacted);
      Map<String, Long> versions = new LinkedHashMap<>();
      for (Map.Entry<String, String> table : tables.places().entrySet()) {
        lock.requireHeld();
        versions.put(table.getKey(), new TableHistory(session, table.getValue()).forget());
      }
      TraceSearch.Searched searched = new TraceSearch(tables, traces).run();
      Purged purged = found.purged();
      return new Purged(
          purged.rows(), purged.copies(), versions, searched.files(), searched.found());
    }
  }
}
