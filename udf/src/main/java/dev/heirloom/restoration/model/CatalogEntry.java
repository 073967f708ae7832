package dev.heirloom.restoration.model;

/**
 * One model on board.
 *
 * @param name what users call it
 * @param role what it is for: detector-proposal, detector-refinement, detector-output, landmarks,
 *     recogniser or restorer
 * @param source the package or program it was exported from, with its version
 * @param licence SPDX name
 * @param contract its tensors in words
 */
public record CatalogEntry(
    String name,
    String role,
    String file,
    String version,
    String source,
    String licence,
    long bytes,
    String sha256,
    String contract) {}
