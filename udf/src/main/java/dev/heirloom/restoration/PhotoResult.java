package dev.heirloom.restoration;

import dev.heirloom.restoration.decode.SourceImage;
import dev.heirloom.restoration.encode.EncodedPhoto;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.quality.PhotoMeasures;
import java.util.List;

/** What became of one photo. Every photo has exactly one of the three. */
public sealed interface PhotoResult {
  /** RESTORED, UNCHANGED or FAILED, as in the result table. */
  String status();

  StageTimings timings();

  /** Those that were found; none in a photo that failed. */
  List<Face> faces();

  /**
   * At least one face was restored.
   *
   * @param image the restored photo
   * @param psnrOutside how near the encoded image is to its source outside the bounds of the pasted
   *     faces, in dB; NaN where every sample there is the same, as in lossless formats
   * @param preview JPEG, before and after side by side, at most 1024 pixels wide
   */
  record Restored(
      SourceImage source,
      EncodedPhoto image,
      double psnrOutside,
      EncodedPhoto preview,
      List<Face> faces,
      PhotoMeasures before,
      PhotoMeasures after,
      StageTimings timings)
      implements PhotoResult {

    public Restored {
      faces = List.copyOf(faces);
    }

    @Override
    public String status() {
      return "RESTORED";
    }
  }

  /**
   * The photo is fine, and none of its faces was to be changed; the faces say why.
   *
   * @param preview JPEG of the photo as it is, at most 1024 pixels wide
   */
  record Unchanged(
      SourceImage source,
      EncodedPhoto preview,
      List<Face> faces,
      PhotoMeasures before,
      StageTimings timings)
      implements PhotoResult {

    public Unchanged {
      faces = List.copyOf(faces);
    }

    @Override
    public String status() {
      return "UNCHANGED";
    }
  }

  /**
   * Nothing could be done with this photo.
   *
   * @param stage where it was found: a stage's label, or {@code source}
   * @param message one line for people
   */
  record Failed(FailureCode code, String stage, String message, StageTimings timings)
      implements PhotoResult {

    /** For a reason that was found outside the engine's stages. */
    public Failed(FailureCode code, String message) {
      this(code, code.stage(), message, StageTimings.NONE);
    }

    @Override
    public String status() {
      return "FAILED";
    }

    @Override
    public List<Face> faces() {
      return List.of();
    }
  }
}
