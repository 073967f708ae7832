package dev.heirloom.restoration.detect;

/** Which way up faces are looked for. */
public enum Rotations {
  /** As the photo is. */
  UPRIGHT,
  /** Where no face is upright, sideways and upside down as well. */
  ALL
}
