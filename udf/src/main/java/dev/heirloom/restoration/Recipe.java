package dev.heirloom.restoration;

/**
 * What a photo was, or is to be, restored with.
 *
 * @param fingerprint 64 hex digits over every model file, every setting that can change a pixel,
 *     and the revision of the engine; not over the device
 * @param model name of the restorer
 * @param detector name of the detector
 * @param settings the settings as JSON
 */
public record Recipe(
    String fingerprint,
    String model,
    String modelSha256,
    String detector,
    String detectorSha256,
    String settings) {}
