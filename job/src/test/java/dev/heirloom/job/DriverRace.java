package dev.heirloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes that begin together: each says {@code READY}, waits for a line, and then says in a line
 * each what it was told it has committed.
 */
public final class DriverRace {
  private DriverRace() {}

  /** A process, its errors going where this one's go. */
  @FunctionalInterface
  public interface Starter {
    Process start(String name) throws Exception;
  }

  /** The words of all lines of all drivers, which must end well. */
  public static List<String[]> run(int drivers, Starter starter) throws Exception {
    List<Process> processes = new ArrayList<>();
    List<BufferedReader> outputs = new ArrayList<>();
    for (int i = 0; i < drivers; i++) {
      Process driver = starter.start("driver" + i);
      processes.add(driver);
      outputs.add(driver.inputReader());
    }
    for (BufferedReader output : outputs) {
      assertThat(output.readLine()).isEqualTo("READY");
    }
    for (Process driver : processes) {
      driver.getOutputStream().write('\n');
      driver.getOutputStream().flush();
    }
    List<String[]> said = new ArrayList<>();
    for (BufferedReader output : outputs) {
      output.lines().map(line -> line.split(" ")).forEach(said::add);
    }
    for (Process driver : processes) {
      assertThat(driver.waitFor()).isZero();
    }
    return said;
  }
}
