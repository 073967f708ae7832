package dev.heirloom.restoration.model;

/**
 * A model that has a part in a result.
 *
 * @param role what it is for, as in {@link CatalogEntry}
 * @param name what users call it
 * @param sha256 64 lower-case hex digits
 */
public record UsedModel(String role, String name, String sha256) {}
