package dev.heirloom.job.sink;

import dev.heirloom.job.source.CanonicalUri;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The current rows as one PREMIS 3.0 document: an event for each photo, its source and what came of
 * it as objects, software and models as agents. Rows are read once, one partition at a time, and
 * written as they come; the events, whose place is behind all objects, wait in a local file.
 */
public final class PremisExport {
  private final ResultTables tables;

  public PremisExport(ResultTables tables) {
    this.tables = tables;
  }

  /**
   * @param to URI of the document; one that is there is replaced
   * @return how many events it has
   * @throws TableException if there are no tables, no photo was processed, or the document cannot
   *     be written
   */
  public long export(String to) {
    Dataset<Row> rows = tables.current().select(PremisPhoto.COLUMNS);
    if (rows.isEmpty()) {
      throw new TableException("no photo was processed yet; run restore first");
    }
    Configuration hadoop = rows.sparkSession().sessionState().newHadoopConf();
    try {
      Path file = CanonicalUri.qualified(to, hadoop);
      var store = file.getFileSystem(hadoop);
      store.setWriteChecksum(false);
      try (OutputStream out = new BufferedOutputStream(store.create(file, true))) {
        return write(rows.toLocalIterator(), out);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException("cannot write %s: %s".formatted(to, e.getMessage()), e);
    }
  }

  private static long write(Iterator<Row> rows, OutputStream out) throws IOException {
    java.nio.file.Path waiting = Files.createTempFile("premis-events", ".xml");
    Map<String, PremisAgent> agents = new TreeMap<>();
    try (PremisWriter document = new PremisWriter(out)) {
      document.start();
      long events = objects(rows, document, waiting, agents);
      document.flush();
      Files.copy(waiting, out);
      agents.values().forEach(document::agent);
      document.end();
      return events;
    } finally {
      Files.delete(waiting);
    }
  }

  private static long objects(
      Iterator<Row> rows,
      PremisWriter document,
      java.nio.file.Path waiting,
      Map<String, PremisAgent> agents)
      throws IOException {
    long count = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(waiting));
        PremisWriter events = new PremisWriter(out)) {
      while (rows.hasNext()) {
        PremisPhoto photo = PremisPhoto.of(rows.next());
        document.source(photo);
        if (photo.isRestored()) {
          document.outcome(photo);
        }
        events.event(photo);
        photo.agents().forEach(agent -> agents.putIfAbsent(agent.id(), agent));
        count++;
      }
    }
    return count;
  }
}
