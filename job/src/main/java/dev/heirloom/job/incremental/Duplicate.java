package dev.heirloom.job.incremental;

import dev.heirloom.restoration.spark.SourcePhoto;
import java.io.Serializable;

/**
 * A new photo with the bytes of one that is done by this run's recipe: renamed, moved or copied.
 *
 * @param original URI of the one that is done
 * @param originalRun number of the run that did it
 */
public record Duplicate(SourcePhoto photo, String original, long originalRun)
    implements Serializable {}
