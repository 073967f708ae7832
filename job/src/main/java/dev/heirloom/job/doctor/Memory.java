package dev.heirloom.job.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/**
 * The memory that a process may use, and how it is told to use it.
 *
 * @param heap MiB that the Java heap may grow to
 * @param machine MiB of the machine or container
 * @param javacpp whether JavaCPP is told to leave memory alone
 * @param arenas MALLOC_ARENA_MAX; empty if it is not set
 */
record Memory(long heap, long machine, boolean javacpp, String arenas) implements Serializable {
  private static final int MANY_ARENAS = 4;
  private static final String JAVACPP = "org.bytedeco.javacpp.";
  private static final long MIB = 1L << 20;

  static Memory here() {
    OperatingSystemMXBean machine =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Memory(
        Runtime.getRuntime().maxMemory() / MIB,
        machine.getTotalMemorySize() / MIB,
        isZero("maxPhysicalBytes") && isZero("maxBytes"),
        Optional.ofNullable(System.getenv("MALLOC_ARENA_MAX")).orElse(""));
  }

  private static boolean isZero(String property) {
    String value = System.getProperty(JAVACPP + property);
    // JavaCPP knows them in lower case too.
    return "0".equals(value != null ? value : lowerCase(property));
  }

  private static String lowerCase(String property) {
    return System.getProperty(JAVACPP + property.toLowerCase(Locale.ROOT), "");
  }

  Finding javacppFinding(String on, Layout layout) {
    return javacpp
        ? Finding.ok("javacpp", on, "leaves the models' memory alone")
        : Finding.warn(
            "javacpp",
            on,
            "takes the models' memory for its own, and gives up with OutOfMemoryError when it grows",
            "add -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.maxBytes=0 to "
                + layout.javaOptions());
  }

  Finding arenasFinding(String on, Layout layout) {
    return !arenas.isEmpty()
            && arenas.matches("\\d{1,3}")
            && Integer.parseInt(arenas) <= MANY_ARENAS
        ? Finding.ok("malloc", on, "MALLOC_ARENA_MAX is " + arenas)
        : Finding.warn(
            "malloc",
            on,
            "memory grows for hours: MALLOC_ARENA_MAX is "
                + (arenas.isEmpty() ? "not set" : arenas),
            layout.local()
                ? "set the variable MALLOC_ARENA_MAX=2, as scripts/heirloom does"
                : "set spark.executorEnv.MALLOC_ARENA_MAX=2");
  }

  Finding heapFinding(String on, Layout layout) {
    long need = MemoryNeed.heap(layout.threads());
    return heap >= rounded(need)
        ? Finding.ok("heap", on, "%d MiB for %d task threads".formatted(heap, layout.threads()))
        : Finding.warn(
            "heap",
            on,
            "%d MiB, and %d task threads with the largest photos need %d"
                .formatted(heap, layout.threads(), need),
            "set %s, or give it fewer task threads (%s)"
                .formatted(layout.heapSetting(need), layout.threadsSetting()));
  }

  /** Java keeps a part of the heap for copying, and does not count it. */
  private static long rounded(long need) {
    return need * 9 / 10;
  }

  Finding driverHeapFinding() {
    return heap >= rounded(MemoryNeed.DRIVER_HEAP)
        ? Finding.ok("heap", ProcessName.DRIVER, "%d MiB".formatted(heap))
        : Finding.warn(
            "heap",
            ProcessName.DRIVER,
            "%d MiB, and plans of large archives need %d".formatted(heap, MemoryNeed.DRIVER_HEAP),
            "set spark.driver.memory=%dm".formatted(MemoryNeed.DRIVER_HEAP));
  }

  /**
   * Whether what the process needs outside its heap is there: in its container, or on the machine.
   *
   * @param model MiB of it that the restorer's model takes
   */
  Finding outsideFinding(String on, Layout layout, long model) {
    long need = MemoryNeed.outside(layout.threads(), model);
    String what =
        "%d task threads need about %d MiB outside the heap, the model %d of them"
            .formatted(layout.threads(), need, model);
    if (layout.overhead().isPresent()) {
      long overhead = layout.overhead().getAsLong();
      return overhead >= need
          ? Finding.ok("memory", on, "%s, and have %d".formatted(what, overhead))
          : Finding.warn(
              "memory",
              on,
              "%s, and are given %d".formatted(what, overhead),
              "set spark.executor.memoryOverhead=%dm, or fewer task threads (%s)"
                  .formatted(need, layout.threadsSetting()));
    }
    long all = (heap + need) * layout.neighbours(on);
    return all <= machine
        ? Finding.ok("memory", on, "%s; the machine has %d".formatted(what, machine))
        : Finding.warn(
            "memory",
            on,
            "%s, with the heaps %d MiB; the machine has %d".formatted(what, all, machine),
            less(layout));
  }

  /** How to make do with the machine: a heap can be too large, the rest is what it is. */
  private String less(Layout layout) {
    long enough = MemoryNeed.heap(layout.threads());
    String fewer = "set fewer task threads (%s)".formatted(layout.threadsSetting());
    return heap > enough
        ? "%s, or %s".formatted(fewer, layout.heapSetting(enough))
        : "%s, or take a smaller model".formatted(fewer);
  }
}
