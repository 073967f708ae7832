package dev.heirloom.job.cli;

import dev.heirloom.restoration.ModelLibrary;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the models are that a user has added. */
final class LibraryOption {
  @Option(
      names = "--models",
      paramLabel = "FOLDER",
      defaultValue = "${sys:user.home}/.heirloom/models",
      description = "of added models (default: ${DEFAULT-VALUE})")
  private Path folder;

  ModelLibrary library() {
    return new ModelLibrary(folder);
  }
}
