package dev.heirloom.restoration.detect;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_dnn.blobFromImage;

import dev.heirloom.restoration.detect.Pyramid.Plane;
import dev.heirloom.restoration.model.OnnxModel;
import dev.heirloom.restoration.model.OnnxModel.Tensor;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.Picture;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjDoubleConsumer;
import java.util.stream.DoubleStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * P-Net over an image pyramid: every place of every size that may be a face.
 *
 * @param tileSide pixels; planes with longer sides are run in tiles, with the same result
 * @param gates of the finest planes
 */
record ProposalNetwork(OnnxModel model, int tileSide, List<CoarseToFine.Gate> gates)
    implements AutoCloseable {
  /** Side of the square that one cell sees, and way from one cell to the next, in pixels. */
  static final int CELL = 12;

  static final int STRIDE = 2;

  private static final int SHARED = CELL - STRIDE;

  private static final double PYRAMID_FACTOR = 0.709;
  private static final double THRESHOLD = 0.6;

  private static final NonMaximumSuppression<Candidate> IN_ONE_SCALE = suppression(0.5);
  private static final NonMaximumSuppression<Candidate> ACROSS_SCALES = suppression(0.7);

  private static NonMaximumSuppression<Candidate> suppression(double limit) {
    return new NonMaximumSuppression<>(
        Candidate::window, Candidate::score, Box::intersectionOverUnion, limit);
  }

  /**
   * @param picture 8-bit blue, green, red
   * @param minFace smallest face in pixels
   */
  List<Candidate> propose(Picture picture, double minFace) {
    try (Pyramid pyramid = new Pyramid(picture, scales(picture, minFace))) {
      List<Plane> planes = pyramid.planes();
      CoarseToFine search = new CoarseToFine(planes, gates);
      List<Candidate> proposals = new ArrayList<>();
      for (int i = planes.size() - 1; i >= 0; i--) {
        proposals.addAll(0, IN_ONE_SCALE.apply(cells(planes.get(i), i, search)));
      }
      return ACROSS_SCALES.apply(proposals);
    }
  }

  private static List<Double> scales(Picture picture, double minFace) {
    double shorterSide = Math.min(picture.width(), picture.height());
    return DoubleStream.iterate(
            CELL / minFace, scale -> shorterSide * scale >= CELL, scale -> scale * PYRAMID_FACTOR)
        .boxed()
        .toList();
  }

  /** The cells of one plane with a face. */
  private List<Candidate> cells(Plane plane, int index, CoarseToFine search) {
    List<Candidate> found = new ArrayList<>();
    for (PlaneArea area : search.worthLooking(index)) {
      for (PlaneArea tile : tiles(area)) {
        addCells(plane, tile, (cell, score) -> search.saw(index, cell, score), found);
      }
    }
    return found;
  }

  /** Tiles share a cell less a stride, so that every cell lies in exactly one of them. */
  private List<PlaneArea> tiles(PlaneArea area) {
    int columnStep = step(area.width());
    int rowStep = step(area.height());
    List<PlaneArea> tiles = new ArrayList<>();
    for (int y = 0; y == 0 || area.height() - y >= CELL - 1; y += rowStep) {
      for (int x = 0; x == 0 || area.width() - x >= CELL - 1; x += columnStep) {
        int width = Math.min(columnStep + SHARED, area.width() - x);
        int height = Math.min(rowStep + SHARED, area.height() - y);
        tiles.add(new PlaneArea(area.x() + x, area.y() + y, width, height));
      }
    }
    return tiles;
  }

  /** From one tile to the next, so that all are about as long. */
  private int step(int length) {
    int most = tileSide - SHARED;
    int tiles = (length - SHARED + most - 1) / most;
    int step = (length - SHARED + tiles - 1) / tiles;
    return step + step % STRIDE;
  }

  @SuppressWarnings("try") // The scope frees what is made inside it.
  private void addCells(
      Plane plane, PlaneArea tile, ObjDoubleConsumer<Box> sights, List<Candidate> found) {
    Mat pixels = plane.pixels();
    try (PointerScope scope = new PointerScope()) {
      Rect part = new Rect(tile.x(), tile.y(), tile.width(), tile.height());
      List<Tensor> outputs = model.run(input(new Mat(pixels, part)), "prob", "box");
      float[] scores = Floats.of(outputs.get(0));
      float[] edges = Floats.of(outputs.get(1));
      int cellsInRow = (int) outputs.get(0).shape()[2];
      for (int i = 0; i < scores.length; i++) {
        if (scores[i] >= CoarseToFine.LEAST_SCORE) {
          int x = tile.x() + STRIDE * (i % cellsInRow);
          int y = tile.y() + STRIDE * (i / cellsInRow);
          Box cell = cell(plane, x, y);
          sights.accept(cell, scores[i]);
          if (scores[i] >= THRESHOLD) {
            candidate(cell, scores, edges, i).ifPresent(found::add);
          }
        }
      }
    }
  }

  /** One plane as 1 x 3 x height x width, RGB 0…255, in the current pointer scope. */
  private static Tensor input(Mat plane) {
    Mat blob = blobFromImage(plane, 1, new Size(), new Scalar(), true, false, CV_32F);
    return new Tensor(blob.<FloatBuffer>createBuffer(), 1, 3, plane.rows(), plane.cols());
  }

  private static Box cell(Plane plane, int x, int y) {
    return new Box(
        x * plane.pixelWidth(),
        y * plane.pixelHeight(),
        CELL * plane.pixelWidth(),
        CELL * plane.pixelHeight());
  }

  private static Optional<Candidate> candidate(Box cell, float[] scores, float[] edges, int i) {
    int n = scores.length;
    return Candidate.regress(cell, edges[i], edges[n + i], edges[2 * n + i], edges[3 * n + i])
        .map(face -> new Candidate(cell, face, scores[i], List.of()));
  }

  @Override
  public void close() {
    model.close();
  }
}
