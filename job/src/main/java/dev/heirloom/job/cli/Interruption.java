package dev.heirloom.job.cli;

import java.io.PrintWriter;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Ctrl-C and SIGTERM: one line instead of all that breaks when Spark is stopped under a running
 * job.
 */
final class Interruption {
  private static volatile boolean commandEnded;
  private static volatile boolean underWay;

  private Interruption() {}

  /** From now on the end of the process is an interruption, until {@link #commandEnded}. */
  static void explainOn(PrintWriter err) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> explain(err), "explain-interruption"));
  }

  private static void explain(PrintWriter err) {
    if (!commandEnded) {
      underWay = true;
      Configurator.setAllLevels("", Level.OFF);
      err.println(
          "heirloom: interrupted; what was committed stays, the same command again does the rest");
    }
  }

  static void commandEnded() {
    commandEnded = true;
  }

  /** Whether what fails now fails because the process ends. */
  static boolean isUnderWay() {
    return underWay;
  }
}
