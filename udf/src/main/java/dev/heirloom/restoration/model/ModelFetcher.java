package dev.heirloom.restoration.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the bytes of a model that is not on board. */
@FunctionalInterface
public interface ModelFetcher {
  /** Reads local files: {@code file:} URIs and plain paths. */
  ModelFetcher LOCAL =
      location -> {
        if (location.getScheme() != null && !location.getScheme().equals("file")) {
          throw new IOException(
              "cannot read "
                  + location.getScheme()
                  + ": here; copy the model to a local path and name that");
        }
        if (location.getPath() == null) {
          throw new IOException("file: is not followed by a path that begins with /");
        }
        return Files.newInputStream(Path.of(location.getPath()));
      };

  /**
   * @return the bytes; the caller closes it
   * @throws IOException if there is nothing at {@code location}, or it cannot be read
   */
  InputStream open(URI location) throws IOException;
}
