package dev.heirloom.job.sink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Properties;

/** Who holds a lock, as its file says. */
record LockOwner(Properties properties) {

  /** This process, for a run. */
  static LockOwner me(String runId) {
    Properties me = new Properties();
    me.setProperty("run_id", runId);
    me.setProperty("host", host());
    me.setProperty("user", System.getProperty("user.name"));
    me.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
    me.setProperty("process_started", started(ProcessHandle.current()));
    me.setProperty("processes", processes());
    me.setProperty("since", Instant.now().toString());
    return new LockOwner(me);
  }

  static LockOwner of(byte[] file) throws IOException {
    Properties owner = new Properties();
    try {
      owner.load(new ByteArrayInputStream(file));
    } catch (IllegalArgumentException e) {
      throw new IOException("not the file of a lock: " + e.getMessage(), e);
    }
    return new LockOwner(owner);
  }

  byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    properties.store(bytes, null);
    return bytes.toByteArray();
  }

  /**
   * Whether the process has ended for certain. That can only be said of one whose number means the
   * same here: host names are shared by containers.
   */
  boolean isGone() {
    if (processes().isEmpty() || !processes().equals(get("processes"))) {
      return false;
    }
    return ProcessHandle.of(Long.parseLong(properties.getProperty("pid", "-1")))
        .filter(process -> process.isAlive() && started(process).equals(get("process_started")))
        .isEmpty();
  }

  /** For people. */
  String description() {
    return "run %s of %s on %s (process %s) since %s"
        .formatted(get("run_id"), get("user"), get("host"), get("pid"), get("since"));
  }

  private String get(String key) {
    return properties.getProperty(key, "?");
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  /** Names the running kernel and the space of process numbers in it; empty where neither shows. */
  private static String processes() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
