package dev.heirloom.job.source;

/** What an input is. */
public enum InputFormat {
  /** Found out by looking at the input. */
  AUTO,
  /** A folder or prefix of photo files, searched recursively, or a single file. */
  FILES,
  /** A Parquet table of photos, or of their URIs. */
  PARQUET,
  /** A Delta table of photos, or of their URIs. */
  DELTA,
  /** A list of URIs: CSV with a header, plain text with one URI a line, Parquet or Delta. */
  MANIFEST,
  /** The {@code manifest.json} of an S3 inventory: {@code URI} or {@code URI#prefix=scans/}. */
  INVENTORY
}
