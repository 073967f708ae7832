package dev.heirloom.restoration.detect;

import dev.heirloom.restoration.model.OnnxModel;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import java.util.List;

/**
 * The detector on board: MTCNN, three networks of which each looks closer at what the last one let
 * pass (Zhang et al., IEEE Signal Processing Letters 23(10), 2016). Its five landmarks come with
 * the box. Keeps no state: threads may share it.
 */
public final class MtcnnDetector implements FaceDetector {
  /** P-Net takes about 100 bytes a pixel: what it makes of such a tile stays in a core's cache. */
  static final int TILE_SIDE = 180;

  private static final NonMaximumSuppression<Candidate> AFTER_REFINEMENT =
      new NonMaximumSuppression<>(
          Candidate::window, Candidate::score, Box::intersectionOverUnion, 0.7);

  /** By the smaller box, so that a face inside a larger box around it is the same face. */
  private static final NonMaximumSuppression<Candidate> ONE_FACE_ONCE =
      new NonMaximumSuppression<>(
          Candidate::face, Candidate::score, Box::intersectionOverMinimum, 0.7);

  private final ProposalNetwork proposal;
  private final WindowNetwork refinement;
  private final WindowNetwork output;

  private MtcnnDetector(SessionSettings settings, int tileSide, List<CoarseToFine.Gate> gates) {
    proposal = new ProposalNetwork(OnnxModel.open("mtcnn-pnet", settings), tileSide, gates);
    refinement = WindowNetwork.refinement(OnnxModel.open("mtcnn-rnet", settings));
    output = WindowNetwork.output(OnnxModel.open("mtcnn-onet", settings));
  }

  /**
   * Opens the three networks on board.
   *
   * @throws dev.heirloom.restoration.model.ModelException if the device cannot be used
   */
  public static MtcnnDetector open(SessionSettings settings) {
    return open(settings, TILE_SIDE, CoarseToFine.GATES);
  }

  static MtcnnDetector open(SessionSettings settings, int tileSide, List<CoarseToFine.Gate> gates) {
    return new MtcnnDetector(settings, tileSide, gates);
  }

  @Override
  public List<DetectedFace> detect(Picture picture, DetectSettings settings) {
    double minFace = settings.minFace(Math.max(picture.width(), picture.height()));
    List<Candidate> proposed = proposal.propose(picture, minFace);
    List<Candidate> refined = AFTER_REFINEMENT.apply(refinement.judge(picture, proposed));
    List<Candidate> found = ONE_FACE_ONCE.apply(output.judge(picture, refined));
    return found.stream()
        .filter(c -> c.score() >= settings.minScore() && c.face().shorterSide() >= minFace)
        .map(c -> new DetectedFace(c.face(), FaceLandmarks.of(c.points()), List.of(), c.score()))
        .toList();
  }

  @Override
  public void close() {
    proposal.close();
    refinement.close();
    output.close();
  }
}
