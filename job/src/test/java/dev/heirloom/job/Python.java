package dev.heirloom.job;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The checkout's scripts that need Python, as users run them. */
public final class Python {
  public static final Path HOME = Path.of(System.getProperty("heirloom.home"));
  private static final Path PYTHON = HOME.resolve(".venv/bin/python");
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private Python() {}

  /**
   * Skips the test where the packages are not installed.
   *
   * @param requirements file of the checkout that names them
   * @param modules what is imported of them
   */
  public static void assumeInstalled(String requirements, String... modules) throws Exception {
    boolean there =
        Files.isExecutable(PYTHON)
            && new ProcessBuilder(PYTHON.toString(), "-c", "import " + String.join(", ", modules))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor()
                == 0;
    assumeTrue(
        there,
        "needs %1$s: python3 -m venv .venv && .venv/bin/pip install -r %1$s"
            .formatted(requirements));
  }

  /**
   * @param script below the checkout
   * @param folder for what it says
   */
  public static EndedProcess run(Path folder, String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(PYTHON.toString(), HOME.resolve(script) + ""));
    command.addAll(List.of(arguments));
    return EndedProcess.of(folder, PATIENCE, command);
  }

  /**
   * @param module of the installed packages
   */
  public static EndedProcess module(Path folder, String module, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(PYTHON.toString(), "-m", module));
    command.addAll(List.of(arguments));
    return EndedProcess.of(folder, PATIENCE, command);
  }

  /** Where an installed package lies. */
  public static Path packageFolder(Path folder, String name) throws Exception {
    String code = "import os, %1$s; print(os.path.dirname(%1$s.__file__))".formatted(name);
    List<String> command = List.of(PYTHON.toString(), "-c", code);
    return Path.of(EndedProcess.of(folder, PATIENCE, command).out().get(0));
  }
}
