package dev.heirloom.job.doctor;

import dev.heirloom.restoration.decode.PixelBudget;

/**
 * How much memory a process needs that restores photos, in MiB. For {@code n} task threads:
 *
 * <pre>
 *   outside the heap = 350 + model + 1050 + 200 (n - 1)
 *   heap             = 512 + 384 n
 * </pre>
 *
 * Outside the heap: the process itself with its small models takes 350 MiB, the restorer's model
 * what it was found to take when it was opened, and a photo of 100 megapixels, the largest that is
 * taken, 1050 more (measured, BENCHMARKS.md). One of the threads may have such a photo while each
 * of the others has one of some megapixels, 200 MiB with its copies.
 *
 * <p>In the heap, by counting: Spark's own, and for each thread six copies of the largest picture
 * that is kept in its row, 64 MiB: as it was read, as it was written, and in the buffers of Spark's
 * rows and of Parquet, which grow by doubling.
 */
final class MemoryNeed {
  /** Of a driver on a cluster: nights over a million photos were run in this (BENCHMARKS.md). */
  static final long DRIVER_HEAP = 1024;

  private static final long PROCESS = PixelBudget.PROCESS >> 20;
  private static final long LARGEST_PHOTO = 1050;
  private static final long PHOTO = 200;
  private static final long SPARK = 512;
  private static final long ROW = 6 * 64;

  private MemoryNeed() {}

  static long heap(int threads) {
    return SPARK + ROW * threads;
  }

  /**
   * @param model MiB that the restorer's model takes with so many threads
   */
  static long outside(int threads, long model) {
    return PROCESS + model + LARGEST_PHOTO + PHOTO * (threads - 1L);
  }
}
