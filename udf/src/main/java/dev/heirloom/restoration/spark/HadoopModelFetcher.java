package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.model.ModelFetcher;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads models from any Hadoop file system. */
public record HadoopModelFetcher(Configuration hadoop) implements ModelFetcher {
  @Override
  public InputStream open(URI location) throws IOException {
    Path path = new Path(location);
    return path.getFileSystem(hadoop).open(path);
  }
}
