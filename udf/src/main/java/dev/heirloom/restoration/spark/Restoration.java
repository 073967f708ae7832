package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.PhotoResult;
import java.time.Instant;
import java.util.Optional;

/**
 * One photo, processed once: what a row of the result table says.
 *
 * @param sourceSha256 of the photo's bytes; empty if they could not be read
 * @param stored where the restored image is; empty unless the photo was restored
 * @param readNanos how long reading the bytes took
 */
record Restoration(
    SourcePhoto photo,
    String sourceSha256,
    long readNanos,
    PhotoResult result,
    Optional<ImageStore.Stored> stored,
    Provenance provenance,
    RestorationRun run,
    Instant at) {}
