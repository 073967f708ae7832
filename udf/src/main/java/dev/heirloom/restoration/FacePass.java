package dev.heirloom.restoration;

import dev.heirloom.restoration.align.AlignedFace;
import dev.heirloom.restoration.align.FaceAligner;
import dev.heirloom.restoration.align.FaceTemplate;
import dev.heirloom.restoration.detect.DetectedFace;
import dev.heirloom.restoration.identity.FaceRecogniser;
import dev.heirloom.restoration.identity.IdentityCheck;
import dev.heirloom.restoration.identity.IdentityGate;
import dev.heirloom.restoration.paste.FacePatch;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Stage;
import dev.heirloom.restoration.photo.Toning;
import dev.heirloom.restoration.quality.FaceMeasures;
import dev.heirloom.restoration.quality.FaceQuality;
import dev.heirloom.restoration.restore.FaceTriage;
import dev.heirloom.restoration.restore.GpenSession;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Takes the faces of one photo, one after another, from alignment to the identity gate. Holds what
 * is to be pasted until it is closed. Not thread-safe.
 */
final class FacePass implements AutoCloseable {
  /** Pixels of the picture; a face of twenty pixels has six or more. */
  private static final double SMALLEST_EYE_DISTANCE = 2;

  private final Picture picture;
  private final Toning toning;
  private final FaceTriage triage;
  private final GpenSession gpen;
  private final IdentityGate gate;
  private final RestorationSettings settings;
  private final StageClock clock;
  private final List<Face> faces = new ArrayList<>();
  private final List<FacePatch> patches = new ArrayList<>();

  /**
   * @param picture 8-bit blue, green, red; only read
   */
  FacePass(
      Picture picture,
      FaceTriage triage,
      GpenSession gpen,
      FaceRecogniser recogniser,
      RestorationSettings settings,
      StageClock clock) {
    this.picture = picture;
    this.toning = clock.time(Stage.ALIGN, () -> Toning.of(picture));
    this.triage = triage;
    this.gpen = gpen;
    this.gate = new IdentityGate(recogniser, settings.align().template(), settings.identity());
    this.settings = settings;
    this.clock = clock;
  }

  /** What became of the faces so far. */
  List<Face> faces() {
    return faces;
  }

  /** What is to be pasted; owned by this pass. */
  List<FacePatch> patches() {
    return patches;
  }

  void take(DetectedFace detected) {
    boolean tooNarrow = detected.landmarks().eyeDistance() < SMALLEST_EYE_DISTANCE;
    if (tooNarrow || !settings.detect().isFace(detected)) {
      leave(detected, FaceOutcome.NOT_A_FACE, IdentityCheck.NONE, FaceMeasures.NONE);
    } else {
      align(detected);
    }
  }

  private void align(DetectedFace detected) {
    try (AlignedFace aligned = clock.time(Stage.ALIGN, () -> aligned(detected.landmarks()));
        Picture input = toning.untoned(aligned.crop())) {
      FaceMeasures before = clock.time(Stage.QUALITY, () -> FaceQuality.measure(aligned.crop()));
      if (clock.time(Stage.RESTORE, () -> isGoodAlready(aligned, input, before))) {
        leaveGoodFace(detected, aligned, before);
      } else {
        restore(detected, aligned, input, before);
      }
    }
  }

  /** In a square that shows all of the face, and no larger one: there is no more to restore. */
  private AlignedFace aligned(FaceLandmarks landmarks) {
    FaceTemplate template = settings.align().template();
    int side = gpen.sideFor(FaceAligner.extent(landmarks, template));
    return FaceAligner.align(picture, landmarks, template, side);
  }

  /** A model that leaves good faces alone knows them better than two measures do. */
  private boolean isGoodAlready(AlignedFace aligned, Picture input, FaceMeasures before) {
    double scale = aligned.toCrop().scale();
    return gpen.leavesGoodFaces()
        ? triage.leaves(input)
        : settings.restore().isGoodAlready(before.sharpness(), before.noise(), scale);
  }

  private void restore(
      DetectedFace detected, AlignedFace aligned, Picture input, FaceMeasures before) {
    try (Picture output = clock.time(Stage.RESTORE, () -> gpen.restore(input));
        Picture restored = toning.untoned(output)) {
      if (restored.hasPixelsOf(input)) {
        leaveGoodFace(detected, aligned, before);
        return;
      }
      IdentityCheck identity =
          clock.time(
              Stage.IDENTITY, () -> gate.judge(input, restored, settings.paste().strength()));
      if (!identity.passed()) {
        leave(detected, FaceOutcome.IDENTITY_LOST, identity, before);
        return;
      }
      try (Picture accepted = input.blended(restored, identity.share())) {
        keep(detected, aligned, accepted, identity, before);
      }
    } catch (PhotoException e) {
      leave(detected, FaceOutcome.BAD_MODEL_OUTPUT, IdentityCheck.NONE, before);
    }
  }

  private void keep(
      DetectedFace detected,
      AlignedFace aligned,
      Picture accepted,
      IdentityCheck identity,
      FaceMeasures before) {
    FaceMeasures after = clock.time(Stage.QUALITY, () -> FaceQuality.measure(accepted));
    patches.add(patch(aligned, accepted));
    double strength = settings.paste().strength() * identity.share();
    faces.add(
        new Face(faces.size(), detected, FaceOutcome.RESTORED, strength, identity, before, after));
  }

  private FacePatch patch(AlignedFace aligned, Picture restored) {
    try (Mat difference = toning.difference(aligned.crop(), restored)) {
      return FacePatch.of(difference, aligned.toCrop(), picture);
    }
  }

  private void leaveGoodFace(DetectedFace detected, AlignedFace aligned, FaceMeasures before) {
    boolean reduced = aligned.toCrop().scale() < 1;
    FaceOutcome outcome = reduced ? FaceOutcome.LARGER_THAN_MODEL : FaceOutcome.SHARP_ALREADY;
    leave(detected, outcome, IdentityCheck.NONE, before);
  }

  private void leave(
      DetectedFace detected, FaceOutcome outcome, IdentityCheck identity, FaceMeasures before) {
    faces.add(new Face(faces.size(), detected, outcome, 0, identity, before, FaceMeasures.NONE));
  }

  @Override
  public void close() {
    patches.forEach(FacePatch::close);
  }
}
