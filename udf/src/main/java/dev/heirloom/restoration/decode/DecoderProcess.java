package dev.heirloom.restoration.decode;

import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.TimeLimit;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.opencv_core.Mat;

/** A {@link DecoderMain} that runs. Not thread-safe: one photo at a time. */
final class DecoderProcess implements AutoCloseable {
  private static final int SIGNALLED = 128;
  private static final int BUFFER = 1 << 16;
  private static final int TEXT = 500;

  private final IsolationSettings settings;
  private final Process process;
  private final DataInputStream answers;
  private final DataOutputStream files;
  private volatile boolean overtime;

  private DecoderProcess(IsolationSettings settings, Process process) {
    this.settings = settings;
    this.process = process;
    this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), BUFFER));
    this.files = new DataOutputStream(process.getOutputStream());
  }

  /**
   * @throws ModelException if this machine cannot start one
   */
  static DecoderProcess start(IsolationSettings settings) {
    ProcessBuilder builder =
        new ProcessBuilder(command(settings)).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("CLASSPATH", classPath());
    // Of each arena and each thread of a library 64 MiB of address space would be set aside.
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    try {
      DecoderProcess started = new DecoderProcess(settings, builder.start());
      started.requireReady();
      return started;
    } catch (IOException e) {
      throw new ModelException("a process for decoding cannot be started: " + e.getMessage(), e);
    }
  }

  private void requireReady() throws IOException {
    int first = answers.read();
    if (first != PixelStream.READY) {
      String said = (char) first + new String(answers.readNBytes(TEXT), StandardCharsets.UTF_8);
      close();
      throw new ModelException(
          "a process for decoding does not start within %d MiB (%s); allow it more memory"
              .formatted(settings.memoryMebibytes(), said.lines().findFirst().orElse("").trim()));
    }
  }

  /** The shell sets limits that the process cannot lift: address space, and no core dumps. */
  private static List<String> command(IsolationSettings settings) {
    return List.of(
        "/bin/sh",
        "-c",
        "ulimit -c 0 && ulimit -v \"$0\" && exec \"$@\"",
        Long.toString(settings.memoryMebibytes() * 1024L),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx%dm".formatted(settings.memoryMebibytes() / 4),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:ReservedCodeCacheSize=16m",
        "-XX:CompressedClassSpaceSize=16m",
        "-XX:+SuppressFatalErrorMessage",
        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
        "-Dorg.bytedeco.javacpp.maxBytes=0",
        DecoderMain.class.getName());
  }

  /** Of this process, with what Spark has added to it since it started. */
  private static String classPath() {
    List<String> places = new ArrayList<>(List.of(System.getProperty("java.class.path")));
    for (ClassLoader loader = DecoderProcess.class.getClassLoader();
        loader != null;
        loader = loader.getParent()) {
      if (loader instanceof URLClassLoader urls) {
        for (URL url : urls.getURLs()) {
          places.add(Path.of(URI.create(url.toString())).toString());
        }
      }
    }
    return String.join(File.pathSeparator, places);
  }

  /**
   * @throws PhotoException if there are no pixels to be had; this process may have ended over it
   */
  Mat pixels(PhotoFormat format, byte[] file, ImageHeader header) {
    try (TimeLimit.Watch watch = TimeLimit.begin(settings.timeLimit(), this::endOvertime)) {
      PixelStream.writeFile(format, file, files);
      return PixelStream.read(answers, header);
    } catch (IOException e) {
      throw death(e);
    } catch (PhotoException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // The rest of its answer would be taken for the next.
      close();
      throw e;
    }
  }

  private void endOvertime() {
    overtime = true;
    process.destroyForcibly();
  }

  private PhotoException death(IOException e) {
    close();
    int status = process.exitValue();
    String reason;
    if (overtime) {
      reason =
          "was not decoded within %s s; the process that decoded it was ended"
              .formatted(settings.timeLimit().toMillis() / 1000.0);
    } else if (status > SIGNALLED) {
      reason = "ended the process that decoded it, by signal %d".formatted(status - SIGNALLED);
    } else {
      reason = "ended the process that decoded it, with status %d".formatted(status);
    }
    return new PhotoException(FailureCode.POISONED, reason, e);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** One that is at work is killed. */
  @Override
  public void close() {
    try {
      // It ends by itself when no more files come, unless its code hangs or has broken.
      process.getOutputStream().close();
    } catch (IOException e) {
      // It is gone.
    }
    try {
      process.waitFor(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly().onExit().join();
  }
}
