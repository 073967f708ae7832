package dev.heirloom.restoration;

import dev.heirloom.restoration.detect.DetectedFace;
import dev.heirloom.restoration.identity.IdentityCheck;
import dev.heirloom.restoration.quality.FaceMeasures;

/**
 * One face of a photo and what became of it.
 *
 * @param index from 0, best detector score first
 * @param strength how much of the restored face is in the picture: 1 all of it, 0 where the face is
 *     as it was
 * @param after equal to {@link FaceMeasures#NONE} unless the outcome is RESTORED
 */
public record Face(
    int index,
    DetectedFace detected,
    FaceOutcome outcome,
    double strength,
    IdentityCheck identity,
    FaceMeasures before,
    FaceMeasures after) {}
