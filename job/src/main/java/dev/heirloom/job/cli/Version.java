package dev.heirloom.job.cli;

import dev.heirloom.restoration.Software;
import picocli.CommandLine.IVersionProvider;

/** The version of this program. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"heirloom " + Software.version()};
  }
}
