package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.PhotoFormat;

/** The format of restored photos. */
public enum OutputFormat {
  /** That of the source. */
  SAME,
  JPEG,
  PNG,
  TIFF,
  WEBP,
  JP2;

  /** The format to write for a source of {@code source}. */
  public PhotoFormat of(PhotoFormat source) {
    return this == SAME ? source : PhotoFormat.valueOf(name());
  }
}
