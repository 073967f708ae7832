package dev.heirloom.restoration.decode;

import java.io.Serializable;

/**
 * @param maxMegapixels the largest picture that is decoded, in millions of pixels; a larger header
 *     is refused before memory is allocated
 */
public record DecodeSettings(double maxMegapixels) implements Serializable {
  public static final DecodeSettings DEFAULT = new DecodeSettings(100);

  public DecodeSettings {
    if (!(maxMegapixels > 0 && maxMegapixels <= 1000)) {
      throw new IllegalArgumentException(
          "max megapixels must be in (0, 1000], got " + maxMegapixels);
    }
  }
}
