package dev.heirloom.restoration;

import java.io.Serializable;

/**
 * A library that a GPU needs and that cannot be loaded here.
 *
 * @param file its name
 * @param bringer the package that brings it
 * @param reason what the dynamic linker says
 */
public record MissingLibrary(String file, String bringer, String reason) implements Serializable {}
