package dev.heirloom.restoration.detect;

import dev.heirloom.restoration.photo.Picture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A detector and the 68-point net together: the faces of a picture, whichever way up it was
 * scanned. Threads may share it; it closes neither.
 */
public final class FaceFinder {
  private final FaceDetector detector;
  private final LandmarkRefiner refiner;

  public FaceFinder(FaceDetector detector, LandmarkRefiner refiner) {
    this.detector = detector;
    this.refiner = refiner;
  }

  /**
   * Looks at the picture as it is. Where that shows no face and the settings allow it, turns the
   * picture by quarters and takes the turn that shows the most.
   *
   * @param picture 8-bit blue, green, red; only read
   * @return best score first, in pixels of {@code picture}, refined; among upright ones also those
   *     that {@link DetectSettings#isFace} refuses
   */
  public List<DetectedFace> find(Picture picture, DetectSettings settings) {
    List<DetectedFace> upright = look(picture, settings);
    boolean done =
        settings.rotations() == Rotations.UPRIGHT || upright.stream().anyMatch(settings::isFace);
    return done ? upright : turned(picture, settings).orElse(upright);
  }

  private List<DetectedFace> look(Picture picture, DetectSettings settings) {
    return refiner.refine(picture, detector.detect(picture, settings));
  }

  private Optional<List<DetectedFace>> turned(Picture picture, DetectSettings settings) {
    List<List<DetectedFace>> found = new ArrayList<>();
    for (Turn turn : Turn.values()) {
      found.add(turned(picture, turn, settings));
    }
    return found.stream()
        .filter(faces -> !faces.isEmpty())
        .max(Comparator.comparingDouble(FaceFinder::totalScore));
  }

  private List<DetectedFace> turned(Picture picture, Turn turn, DetectSettings settings) {
    try (Picture turned = turn.of(picture)) {
      return look(turned, settings).stream()
          .filter(face -> face.disagreement() <= settings.maxDisagreementTurned())
          .map(face -> turn.back(face, picture))
          .toList();
    }
  }

  private static double totalScore(List<DetectedFace> faces) {
    return faces.stream().mapToDouble(DetectedFace::score).sum();
  }
}
