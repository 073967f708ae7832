package dev.heirloom.job.cli;

import dev.heirloom.job.JobException;
import dev.heirloom.job.sink.RunLockedException;
import dev.heirloom.job.sink.TableException;
import dev.heirloom.job.source.InputException;
import dev.heirloom.restoration.model.ModelException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors as one line for people, and as exit statuses. */
final class Complaints {
  private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
  private static final List<Class<? extends Exception>> EXPLAINED =
      List.of(InputException.class, JobException.class, ModelException.class, TableException.class);

  private Complaints() {}

  static int usage(ParameterException e, String[] args) {
    String message = e.getMessage().lines().findFirst().orElse("").replaceFirst("\\.$", "");
    e.getCommandLine().getErr().println("heirloom: " + message + suggestion(e));
    return ExitCode.USAGE;
  }

  private static String suggestion(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
        ? NearestName.to(
                unmatched.getUnmatched().get(0).replaceFirst("=.*", ""),
                e.getCommandLine().getCommandSpec().optionsMap().keySet())
            .map(name -> "; did you mean " + name + "?")
            .orElse("")
        : "";
  }

  static int failure(Exception e, CommandLine line, ParseResult parsed) {
    if (Interruption.isUnderWay()) {
      return ExitCode.FAILED;
    }
    if (e instanceof RunLockedException) {
      line.getErr().println("heirloom: " + e.getMessage());
      return ExitCode.LOCKED;
    }
    if (EXPLAINED.stream().anyMatch(kind -> kind.isInstance(e))) {
      line.getErr().println("heirloom: " + e.getMessage());
      LOG.debug("Failed", e);
    } else {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      line.getErr()
          .println(
              "heirloom: %s: %s; the log has the details"
                  .formatted(e.getClass().getSimpleName(), message));
      LOG.error("Failed", e);
    }
    return ExitCode.FAILED;
  }
}
