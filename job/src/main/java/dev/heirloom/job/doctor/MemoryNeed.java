package dev.heirloom.job.doctor;

/**
 * How much memory a process needs that restores photos, in MiB. For {@code n} task threads:
 *
 * <pre>
 *   outside the heap = 550 + 1050 + 200 (n - 1)
 *   heap             = 512 + 384 n
 * </pre>
 *
 * Outside the heap: models and the process itself take 550 MiB, and a photo of 100 megapixels, the
 * largest that is taken, 1050 more; both were measured (BENCHMARKS.md). One of the threads may have
 * such a photo while each of the others has one of some megapixels, 200 MiB with its copies.
 *
 * <p>In the heap, by counting: Spark's own, and for each thread six copies of the largest picture
 * that is kept in its row, 64 MiB: as it was read, as it was written, and in the buffers of Spark's
 * rows and of Parquet, which grow by doubling.
 *
 * @param heap MiB
 * @param outside MiB beside the heap
 */
record MemoryNeed(long heap, long outside) {
  /** Of a driver on a cluster: nights over a million photos were run in this (BENCHMARKS.md). */
  static final long DRIVER_HEAP = 1024;

  private static final long MODELS = 550;
  private static final long LARGEST_PHOTO = 1050;
  private static final long PHOTO = 200;
  private static final long SPARK = 512;
  private static final long ROW = 6 * 64;

  static MemoryNeed of(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads from 1, got " + threads);
    }
    return new MemoryNeed(SPARK + ROW * threads, MODELS + LARGEST_PHOTO + PHOTO * (threads - 1L));
  }

  long total() {
    return heap + outside;
  }
}
