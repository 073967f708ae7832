package dev.heirloom.restoration.detect;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.model.ModelFile;
import dev.heirloom.restoration.model.OnnxGraph;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.FaceDetectorYN;

/**
 * YuNet from a file, run by OpenCV (Wu et al., Machine Intelligence Research 20, 2023). Threads may
 * share it: each call borrows a detector of its own.
 */
public final class YuNetDetector implements FaceDetector {
  /**
   * YuNet sees faces of about 10 to 300 pixels, so a large picture is looked at in two sizes: small
   * faces are found in the first, those that fill the picture in the second.
   */
  private static final int[] LONGER_SIDES = {1280, 320};

  private static final float NMS_THRESHOLD = 0.3f;
  private static final int TOP_K = 5000;
  private static final Set<String> OUTPUTS =
      Set.of("cls", "obj", "bbox", "kps").stream()
          .flatMap(name -> IntStream.of(8, 16, 32).mapToObj(stride -> name + "_" + stride))
          .collect(Collectors.toUnmodifiableSet());

  private static final NonMaximumSuppression<DetectedFace> ONE_FACE_ONCE =
      new NonMaximumSuppression<>(
          DetectedFace::box, DetectedFace::score, Box::intersectionOverMinimum, 0.7);

  private final Pool<FaceDetectorYN> detectors;

  private YuNetDetector(byte[] model) {
    detectors = new Pool<>(() -> create(model));
  }

  /**
   * Opens a YuNet of the 2023 kind.
   *
   * @throws ModelException if the file is another kind of model or OpenCV cannot read it
   */
  public static YuNetDetector open(ModelFile file) {
    Set<String> outputs =
        OnnxGraph.of(file).outputs().stream()
            .map(OnnxGraph.Value::name)
            .collect(Collectors.toSet());
    if (!outputs.containsAll(OUTPUTS)) {
      throw new ModelException(
          "model %s is no YuNet detector: it has no outputs cls_8 to kps_32; use face_detection_yunet_2023mar.onnx or the detector on board"
              .formatted(file.name()));
    }
    YuNetDetector detector = new YuNetDetector(bytes(file));
    detector.tryOut(file);
    return detector;
  }

  private static byte[] bytes(ModelFile file) {
    try (InputStream in = file.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tryOut(ModelFile file) {
    try {
      detectors.use(FaceDetectorYN::getTopK);
    } catch (RuntimeException e) {
      close();
      throw new ModelException(
          "OpenCV cannot read model %s; download it again".formatted(file.name()), e);
    }
  }

  /** In a scope of its own: one of the caller's would free the detector while it is in the pool. */
  @SuppressWarnings("try")
  private static FaceDetectorYN create(byte[] model) {
    try (PointerScope scope = new PointerScope()) {
      FaceDetectorYN detector =
          FaceDetectorYN.create(
              "onnx", model, new byte[0], new Size(320, 320), 0.5f, NMS_THRESHOLD, TOP_K, 0, 0);
      return detector.retainReference();
    }
  }

  @Override
  public List<DetectedFace> detect(Picture picture, DetectSettings settings) {
    int longerSide = Math.max(picture.width(), picture.height());
    double minFace = settings.minFace(longerSide);
    List<DetectedFace> found = new ArrayList<>();
    for (int target : LONGER_SIDES) {
      if (target == LONGER_SIDES[0] || longerSide > target) {
        double scale = Math.min(1, target / (double) longerSide);
        found.addAll(detectors.use(detector -> look(detector, picture.mat(), scale, settings)));
      }
    }
    found.removeIf(face -> face.box().shorterSide() < minFace);
    return ONE_FACE_ONCE.apply(found);
  }

  @SuppressWarnings("try") // The scope frees what is made inside it.
  private static List<DetectedFace> look(
      FaceDetectorYN detector, Mat picture, double scale, DetectSettings settings) {
    try (PointerScope scope = new PointerScope()) {
      Mat pixels = scale == 1 ? picture : reduced(picture, scale);
      detector.setInputSize(pixels.size());
      detector.setScoreThreshold((float) settings.minScore());
      Mat rows = new Mat();
      detector.detect(pixels, rows);
      double perX = picture.cols() / (double) pixels.cols();
      double perY = picture.rows() / (double) pixels.rows();
      return rows.empty() ? List.of() : faces(rows.createIndexer(), perX, perY);
    }
  }

  private static Mat reduced(Mat picture, double scale) {
    int width = (int) Math.max(1, Math.rint(picture.cols() * scale));
    int height = (int) Math.max(1, Math.rint(picture.rows() * scale));
    Mat small = new Mat();
    resize(picture, small, new Size(width, height), 0, 0, INTER_AREA);
    return small;
  }

  private static List<DetectedFace> faces(FloatIndexer rows, double perX, double perY) {
    List<DetectedFace> faces = new ArrayList<>();
    for (long row = 0; row < rows.size(0); row++) {
      float[] values = new float[15];
      rows.get(row, values);
      faces.add(face(values, perX, perY));
    }
    return faces;
  }

  /** A row is x, y, width, height, five points in the usual order, score. */
  private static DetectedFace face(float[] row, double perX, double perY) {
    Box box = new Box(row[0] * perX, row[1] * perY, row[2] * perX, row[3] * perY);
    List<Point> points =
        IntStream.range(2, 7)
            .mapToObj(
                i ->
                    new Point((row[2 * i] + 0.5) * perX - 0.5, (row[2 * i + 1] + 0.5) * perY - 0.5))
            .toList();
    return new DetectedFace(box, FaceLandmarks.of(points), List.of(), Math.min(1, row[14]));
  }

  @Override
  public void close() {
    detectors.close();
  }
}
