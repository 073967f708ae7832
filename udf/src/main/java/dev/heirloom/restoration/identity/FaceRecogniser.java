package dev.heirloom.restoration.identity;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_dnn.blobFromImages;

import dev.heirloom.restoration.align.FaceAligner;
import dev.heirloom.restoration.align.FaceTemplate;
import dev.heirloom.restoration.align.SimilarityTransform;
import dev.heirloom.restoration.model.OnnxModel;
import dev.heirloom.restoration.model.OnnxModel.Tensor;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Faces to points in a space where pictures of one person lie together: dlib's residual network,
 * 128 numbers a face. Keeps no state: threads may share it.
 */
public final class FaceRecogniser implements AutoCloseable {
  private static final int SIDE = 150;
  private static final int BATCH = 32;

  /** The eyes in dlib's face chip with a quarter of padding, as shares of its side. */
  private static final List<Point> CHIP_EYES =
      List.of(new Point(0.318, 0.313), new Point(0.668, 0.313));

  private final OnnxModel model;

  private FaceRecogniser(OnnxModel model) {
    this.model = model;
  }

  /**
   * Opens the network on board.
   *
   * @throws dev.heirloom.restoration.model.ModelException if the device cannot be used
   */
  public static FaceRecogniser open(SessionSettings settings) {
    return new FaceRecogniser(OnnxModel.open("recogniser", settings));
  }

  /**
   * Where these faces lie. The part of the crop that the network sees depends on the template and
   * the crop's side alone: crops of one face before and after restoration are compared like with
   * like.
   *
   * @param aligned square crops, 8-bit blue, green, red, of any side; only read
   * @param template that all of them are aligned to
   * @return 128 numbers for each crop, in their order
   */
  public List<float[]> embed(List<Picture> aligned, FaceTemplate template) {
    List<float[]> embeddings = new ArrayList<>();
    for (int from = 0; from < aligned.size(); from += BATCH) {
      int to = Math.min(from + BATCH, aligned.size());
      embeddings.addAll(embedBatch(aligned.subList(from, to), template));
    }
    return embeddings;
  }

  @SuppressWarnings("try") // The scope frees what is made inside it.
  private List<float[]> embedBatch(List<Picture> aligned, FaceTemplate template) {
    try (PointerScope scope = new PointerScope()) {
      Mat[] chips = aligned.stream().map(crop -> chip(crop, template)).toArray(Mat[]::new);
      Size size = new Size(SIDE, SIDE);
      Mat blob = blobFromImages(new MatVector(chips), 1, size, new Scalar(), true, false, CV_32F);
      Tensor input = new Tensor(blob.<FloatBuffer>createBuffer(), chips.length, 3, SIDE, SIDE);
      return rows(model.run(input, "embedding").get(0));
    }
  }

  private static Mat chip(Picture aligned, FaceTemplate template) {
    FaceLandmarks landmarks = template.landmarks(aligned.width());
    List<Point> eyes = List.of(landmarks.leftEye(), landmarks.rightEye());
    List<Point> chipEyes = CHIP_EYES.stream().map(p -> p.times(SIDE).plus(-0.5, -0.5)).toList();
    return FaceAligner.cut(aligned, SimilarityTransform.fit(eyes, chipEyes), SIDE).mat();
  }

  private static List<float[]> rows(Tensor embeddings) {
    List<float[]> rows = new ArrayList<>();
    FloatBuffer data = embeddings.data().duplicate();
    for (long row = 0; row < embeddings.shape()[0]; row++) {
      float[] embedding = new float[(int) embeddings.shape()[1]];
      data.get(embedding);
      rows.add(embedding);
    }
    return rows;
  }

  @Override
  public void close() {
    model.close();
  }
}
