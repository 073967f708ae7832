package dev.heirloom.restoration.paste;

import java.io.Serializable;

/**
 * @param strength how much of the restored face goes into the picture: 0 none, 1 all
 */
public record PasteSettings(double strength) implements Serializable {
  public static final PasteSettings DEFAULT = new PasteSettings(1);

  public PasteSettings {
    if (!(strength >= 0 && strength <= 1)) {
      throw new IllegalArgumentException("strength is 0…1, got " + strength);
    }
  }
}
