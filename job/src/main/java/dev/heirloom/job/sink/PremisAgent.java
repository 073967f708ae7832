package dev.heirloom.job.sink;

/**
 * Software or a model that had a part in an event.
 *
 * @param id the same for the same version of the same thing
 * @param role in the event
 */
record PremisAgent(String id, String name, String version, String note, String role) {

  static PremisAgent software(String name, String version, String note) {
    return new PremisAgent(
        "software/%s/%s".formatted(name, version), name, version, note, "executing program");
  }

  static PremisAgent model(String role, String name, String sha256) {
    return new PremisAgent(
        "model/%s/%s".formatted(name, sha256),
        name,
        "sha256 " + sha256,
        "neural network, " + role,
        "model");
  }
}
