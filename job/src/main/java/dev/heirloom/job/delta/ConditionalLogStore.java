package dev.heirloom.job.delta;

import io.delta.storage.S3SingleDriverLogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Commits to Delta tables on S3 from any number of drivers: the file of a version is created only
 * where there is none. Delta's own store looks first and writes then, and loses commits when two
 * drivers do so at a time. All that writes to a table must use a store like this one.
 */
public final class ConditionalLogStore extends S3SingleDriverLogStore {
  /** Made by Delta. */
  public ConditionalLogStore(Configuration hadoop) {
    super(hadoop);
  }

  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    if (overwrite) {
      super.write(path, actions, true, hadoop);
    } else if (!ExclusiveFile.create(path.getFileSystem(hadoop), path, bytes(actions))) {
      throw new FileAlreadyExistsException(path.toString());
    }
  }

  /** All of it before the file is begun: actions that fail leave nothing behind. */
  private static byte[] bytes(Iterator<String> actions) {
    StringBuilder lines = new StringBuilder();
    actions.forEachRemaining(action -> lines.append(action).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}
