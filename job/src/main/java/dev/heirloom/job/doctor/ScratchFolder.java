package dev.heirloom.job.doctor;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;

/**
 * A folder on a process's own disk.
 *
 * @param setting that names it
 * @param writable whether a file can be made there
 * @param free MiB
 */
record ScratchFolder(String setting, String folder, boolean writable, long free)
    implements Serializable {
  private static final String SPARK = "spark.local.dir";
  private static final String JAVA = "java.io.tmpdir";

  /**
   * Lists of photos and what Spark sorts lie there; with less a large archive may not be planned.
   */
  private static final long SPARK_SHOULD_HAVE = 4096;

  /** ONNX Runtime unpacks its libraries there: 31 MB, or 650 MB for a GPU. */
  private static final long JAVA_NEEDS = 256;

  private static final long JAVA_NEEDS_FOR_A_GPU = 1024;
  private static final long SPARK_NEEDS = 256;
  private static final long MIB = 1L << 20;

  static List<ScratchFolder> here() {
    List<ScratchFolder> folders = new ArrayList<>();
    for (File folder : SparkEnv.get().blockManager().diskBlockManager().localDirs()) {
      folders.add(of(SPARK, folder.toPath()));
    }
    folders.add(of(JAVA, Path.of(System.getProperty(JAVA))));
    return folders;
  }

  static ScratchFolder of(String setting, Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, "doctor-", ""));
      return new ScratchFolder(setting, folder.toString(), true, free(folder));
    } catch (IOException | SecurityException e) {
      return new ScratchFolder(setting, folder.toString(), false, 0);
    }
  }

  private static long free(Path folder) throws IOException {
    return Files.getFileStore(folder).getUsableSpace() / MIB;
  }

  /**
   * @param gpu whether the models run on one
   */
  Finding finding(String on, boolean gpu) {
    String place = "%s at %s".formatted(setting, where());
    if (!writable) {
      return Finding.fail(
          "scratch", on, place + " cannot be written to", "name another folder in " + setter());
    }
    String found = "%s has %d MiB free".formatted(place, free);
    long needs = needs(gpu);
    if (free < needs) {
      return Finding.fail(
          "scratch",
          on,
          "%s of at least %d".formatted(found, needs),
          "make room, or name another folder in " + setter());
    }
    return setting.equals(SPARK) && free < SPARK_SHOULD_HAVE
        ? Finding.warn(
            "scratch",
            on,
            "%s; a large archive may need %d".formatted(found, SPARK_SHOULD_HAVE),
            "make room, or name another folder in " + setter())
        : Finding.ok("scratch", on, found);
  }

  private long needs(boolean gpu) {
    if (setting.equals(SPARK)) {
      return SPARK_NEEDS;
    }
    return gpu ? JAVA_NEEDS_FOR_A_GPU : JAVA_NEEDS;
  }

  /** Spark makes a folder of a random name in the one it is given. */
  private String where() {
    return folder.replaceFirst("/blockmgr-[-0-9a-f]+$", "");
  }

  private String setter() {
    return setting.equals(SPARK)
        ? "spark.local.dir (standalone: SPARK_LOCAL_DIRS; YARN: its own)"
        : "-Djava.io.tmpdir";
  }
}
