package dev.heirloom.restoration.photo;

import java.util.Locale;

/** The stages of one photo, in their order. */
public enum Stage {
  DECODE,
  DETECT,
  ALIGN,
  RESTORE,
  IDENTITY,
  PASTE,
  QUALITY,
  ENCODE;

  /** As the result table writes it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
