package dev.heirloom.job.cli;

import dev.heirloom.restoration.spark.Engine;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "heirloom",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Restores the faces in scanned-photo archives.",
    footer = {
      "",
      "Every long option can also be set by a variable (HEIRLOOM_COMMIT_EVERY for",
      "--commit-every) or by a key (commit-every) of the file given with --config.",
      "Exit status: 0 done, 1 the run failed (verify: a file is altered or unknown;",
      "doctor: a check failed), 2 wrong usage, 3 done with photos recorded as FAILED,",
      "4 another run holds the table."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Ends the process with the exit status of the command. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Interruption.explainOn(err);
    int status = run(out, err, args);
    Interruption.commandEnded();
    out.flush();
    err.flush();
    System.exit(status);
  }

  /**
   * Runs a command in this process.
   *
   * @return its exit status
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(new Surroundings(out, err, System.getenv(), Path.of(""), Engine.INSTANCE), args);
  }

  static int run(Surroundings around, String... args) {
    CommandLine line =
        new CommandLine(new Main())
            .addSubcommand(new RestoreCommand(around))
            .addSubcommand(new PhotoCommand(around))
            .addSubcommand(new ReportCommand(around))
            .addSubcommand(new ExportCommand(around))
            .addSubcommand(new VerifyCommand(around))
            .addSubcommand(new RunsCommand(around))
            .addSubcommand(new MaintainCommand(around))
            .addSubcommand(new PurgeCommand(around))
            .addSubcommand(
                new CommandLine(new ModelsCommand(around))
                    .addSubcommand(new AddModelCommand(around))
                    .addSubcommand(new OptimizeModelCommand(around)))
            .addSubcommand(new DoctorCommand(around))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(around.out())
            .setErr(around.err())
            .setParameterExceptionHandler(Complaints::usage)
            .setExecutionStrategy(Main::execute)
            .setExecutionExceptionHandler(Complaints::failure);
    try {
      line.setDefaultValueProvider(ConfiguredOptions.read(line, around.environment(), args));
    } catch (ParameterException e) {
      return Complaints.usage(e, args);
    }
    return line.execute(args);
  }

  private static int execute(ParseResult parsed) {
    UriCredentials.requireNone(parsed);
    return new RunLast().execute(parsed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? See heirloom --help");
  }
}
