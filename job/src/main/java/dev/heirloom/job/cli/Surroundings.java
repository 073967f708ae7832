package dev.heirloom.job.cli;

import dev.heirloom.restoration.spark.RestorerFactory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command finds around it.
 *
 * @param out for results
 * @param err for progress and complaints
 * @param environment variables by name
 * @param directory the working directory
 */
record Surroundings(
    PrintWriter out,
    PrintWriter err,
    Map<String, String> environment,
    Path directory,
    RestorerFactory engine) {}
