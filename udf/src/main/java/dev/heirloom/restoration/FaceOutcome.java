package dev.heirloom.restoration;

/** What became of a face. The names are part of the result table. */
public enum FaceOutcome {
  RESTORED,
  /** Sharp and clean as it is; the model could only take away, or gave it back as it was. */
  SHARP_ALREADY,
  /** The same for a face that is larger in the photo than the model's square, seen at that size. */
  LARGER_THAN_MODEL,
  /** The detector and the landmark net do not see one face there; or a pure profile. */
  NOT_A_FACE,
  /** The restored face is too far from the original one; the original stays. */
  IDENTITY_LOST,
  /** The model gave no usable picture for this face; the original stays. */
  BAD_MODEL_OUTPUT
}
