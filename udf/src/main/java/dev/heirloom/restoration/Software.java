package dev.heirloom.restoration;

import java.util.Optional;

/** This program, as its results name it. */
public final class Software {
  public static final String NAME = "Heirloom";

  private Software() {}

  /** Of the packaged program; {@code development} outside a package. */
  public static String version() {
    return Optional.ofNullable(Software.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
