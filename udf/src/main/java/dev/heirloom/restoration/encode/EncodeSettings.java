package dev.heirloom.restoration.encode;

import java.io.Serializable;

/**
 * @param format what to write
 * @param jpegQuality 1…100, for photos that were no JPEG files; they are written without chroma
 *     subsampling
 */
public record EncodeSettings(OutputFormat format, int jpegQuality) implements Serializable {
  public static final EncodeSettings DEFAULT = new EncodeSettings(OutputFormat.SAME, 95);

  public EncodeSettings {
    if (jpegQuality < 1 || jpegQuality > 100) {
      throw new IllegalArgumentException("JPEG quality is 1…100, got " + jpegQuality);
    }
  }
}
