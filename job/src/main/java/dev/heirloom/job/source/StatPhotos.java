package dev.heirloom.job.source;

import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the file systems for length, time and tag of the photos a manifest names. */
final class StatPhotos implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(StatPhotos.class);

  private final Broadcast<SerializableConfiguration> hadoop;

  StatPhotos(Broadcast<SerializableConfiguration> hadoop) {
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> named) {
    Configuration configuration = hadoop.value().value();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return named.hasNext();
      }

      @Override
      public Row next() {
        Row row = named.next();
        return PhotoSchema.sourceRow(stat(row.getString(0), row.getJavaMap(1), configuration));
      }
    };
  }

  /** A name with escapes may be meant as it is written: that file is looked for first. */
  private static SourcePhoto stat(String name, Map<String, String> attributes, Configuration conf) {
    Path written = CanonicalUri.path(name);
    Path decoded = CanonicalUri.path(CanonicalUri.decode(name));
    try {
      FileSystem fs = written.getFileSystem(conf);
      for (Path path : List.of(written, decoded)) {
        try {
          return ListedFile.photo(fs.getFileStatus(path), attributes);
        } catch (FileNotFoundException e) {
          LOG.debug("There is no {}", path);
        }
      }
      return ListedFile.missing(fs.makeQualified(decoded), attributes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot ask for " + name, e);
    }
  }
}
