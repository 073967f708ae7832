package dev.heirloom.job.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Keys written into URIs. Each place that names its input or output would show them: errors, logs,
 * the tables.
 */
final class UriCredentials {
  private static final Pattern CREDENTIALS =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/\\s@]+@.*", Pattern.DOTALL);

  private UriCredentials() {}

  /**
   * @throws ParameterException if an option or parameter, wherever it was set, has keys in a URI;
   *     the message does not show them
   */
  static void requireNone(ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      for (ArgSpec arg : command.getCommandSpec().args()) {
        if (values(arg).anyMatch(value -> CREDENTIALS.matcher(value).matches())) {
          throw new ParameterException(
              command,
              "the URI of %s has keys in it, which would show in errors and tables; put them into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another credentials provider"
                  .formatted(
                      arg instanceof OptionSpec option ? option.longestName() : "a parameter"));
        }
      }
    }
  }

  private static Stream<String> values(ArgSpec arg) {
    Object value = arg.getValue();
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf)
        : Stream.of(String.valueOf(value));
  }
}
