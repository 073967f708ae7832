package dev.heirloom.job.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Values of options that the command line does not give: the environment's before the properties
 * file's.
 */
final class ConfiguredOptions implements IDefaultValueProvider {
  private static final String PREFIX = "HEIRLOOM_";
  private static final String CONFIG = "--config";

  /** Read by the launcher, not by commands. */
  private static final Set<String> OF_THE_LAUNCHER =
      Set.of("HEIRLOOM_HOME", "HEIRLOOM_JAVA_OPTIONS");

  private final Map<String, String> environment;
  private final Map<String, String> file;

  private ConfiguredOptions(Map<String, String> environment, Map<String, String> file) {
    this.environment = environment;
    this.file = file;
  }

  /**
   * @throws ParameterException if the file cannot be read, or a key or variable is none of an
   *     option of any command
   */
  static ConfiguredOptions read(CommandLine line, Map<String, String> environment, String... args) {
    Set<String> keys = keys(line);
    Map<String, String> variables =
        environment.entrySet().stream()
            .filter(e -> e.getKey().startsWith(PREFIX) && !OF_THE_LAUNCHER.contains(e.getKey()))
            .collect(Collectors.toMap(e -> key(e.getKey()), Map.Entry::getValue));
    requireKnown(
        line, variables.keySet(), keys, "environment variable", ConfiguredOptions::variable);
    String config = config(environment, args);
    Map<String, String> file = config == null ? Map.of() : load(line, config);
    requireKnown(line, file.keySet(), keys, "key in " + config, key -> key);
    return new ConfiguredOptions(variables, file);
  }

  private static Set<String> keys(CommandLine line) {
    Set<String> keys = new TreeSet<>();
    line.getSubcommands().values().stream()
        .flatMap(command -> command.getCommandSpec().options().stream())
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .forEach(option -> keys.add(option.longestName().substring(2)));
    return keys;
  }

  private static @Nullable String config(Map<String, String> environment, String... args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(CONFIG) && i + 1 < args.length) {
        return args[i + 1];
      }
      if (args[i].startsWith(CONFIG + "=")) {
        return args[i].substring(CONFIG.length() + 1);
      }
    }
    return environment.get(PREFIX + "CONFIG");
  }

  private static Map<String, String> load(CommandLine line, String config) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(config))) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ParameterException(
          line, "cannot read the file of --config: %s (%s)".formatted(config, e.getMessage()));
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(key -> key, key -> properties.getProperty(key).strip()));
  }

  private static void requireKnown(
      CommandLine line,
      Set<String> given,
      Set<String> keys,
      String what,
      java.util.function.UnaryOperator<String> spelling) {
    given.stream()
        .filter(key -> !keys.contains(key))
        .sorted()
        .findFirst()
        .ifPresent(
            unknown -> {
              String nearest =
                  NearestName.to(unknown, keys)
                      .map(key -> "; did you mean " + spelling.apply(key) + "?")
                      .orElse("; see heirloom restore --help");
              throw new ParameterException(
                  line, "unknown %s: %s%s".formatted(what, spelling.apply(unknown), nearest));
            });
  }

  private static String key(String variable) {
    return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option) || !option.longestName().startsWith("--")) {
      return null;
    }
    String key = option.longestName().substring(2);
    return environment.getOrDefault(key, file.get(key));
  }
}
