package dev.heirloom.restoration.decode;

import com.sun.management.OperatingSystemMXBean;
import dev.heirloom.restoration.photo.TimeLimit;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory outside the Java heap for the photos that a process has in work. Whoever decodes a photo
 * waits until what it will take is free; a photo larger than everything is done alone. First come,
 * first served. Nobody may wait who holds some, or two could wait for each other. Thread-safe.
 */
public final class PixelBudget {
  private static final Logger LOG = LoggerFactory.getLogger(PixelBudget.class);

  /** At the peak, from decoding to the last comparison, of the decoded picture's own size. */
  private static final double PEAK = 3.5;

  private static final int UNIT = 1024;
  private static final int CHANNELS = 4;

  /** Of the process itself and of all models but the restorer's, in bytes. */
  public static final long PROCESS = 350L << 20;

  /** Enough for 19 megapixels of 8 bit. */
  private static final long LEAST = 256L << 20;

  /**
   * System property: bytes that this process may take outside its heap, models included. Unless it
   * is set, all that the machine or the container has.
   */
  public static final String NATIVE_MEMORY = "heirloom.nativeMemory";

  /** Nobody waits. */
  static final PixelBudget UNBOUNDED = new PixelBudget(Long.MAX_VALUE);

  /** Held while a photo is in work. */
  public interface Lease extends AutoCloseable {
    @Override
    void close();
  }

  private final int units;
  private final Semaphore free;

  /**
   * @param bytes for all photos together
   */
  public PixelBudget(long bytes) {
    if (bytes < UNIT) {
      throw new IllegalArgumentException("a budget has a kibibyte or more, got " + bytes);
    }
    units = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
    free = new Semaphore(units, true);
  }

  /**
   * What this process has left for photos when the models are open.
   *
   * @param restorer bytes that the restorer's model takes
   */
  public static PixelBudget ofProcess(long restorer) {
    var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long outsideTheHeap =
        Long.getLong(
            NATIVE_MEMORY, machine.getTotalMemorySize() - Runtime.getRuntime().maxMemory());
    return left(outsideTheHeap, PROCESS + restorer);
  }

  static PixelBudget left(long outsideTheHeap, long taken) {
    long left = outsideTheHeap - taken;
    if (left < LEAST) {
      LOG.warn(
          "This process may run out of memory: it and its models take about {} MiB of {} outside the heap; give it more, a smaller model, or fewer tasks at a time",
          taken >> 20,
          outsideTheHeap >> 20);
    }
    return new PixelBudget(Math.max(LEAST, left));
  }

  Lease take(ImageHeader header) {
    int wanted = Math.max(1, (int) Math.min(units, peak(header) / UNIT));
    TimeLimit.standingStill(() -> free.acquireUninterruptibly(wanted));
    return () -> free.release(wanted);
  }

  private static double peak(ImageHeader header) {
    int depth = header.bitDepth() > 8 ? 2 : 1;
    return PEAK * header.width() * header.height() * CHANNELS * depth;
  }
}
