package dev.heirloom.restoration.detect;

import dev.heirloom.restoration.model.OnnxModel;
import dev.heirloom.restoration.model.OnnxModel.Tensor;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/**
 * A network of the cascade that judges square windows: R-Net or O-Net.
 *
 * @param side of the network's input in pixels
 * @param threshold windows with a lower score hold no face
 * @param outputs names of the outputs: score, box and, for O-Net, points
 */
record WindowNetwork(OnnxModel model, int side, double threshold, List<String> outputs)
    implements AutoCloseable {
  /**
   * Of all windows of a call together; what the first layers make of more would not stay in a
   * core's cache.
   */
  private static final int BATCH_PIXELS = 8 * 48 * 48;

  static WindowNetwork refinement(OnnxModel model) {
    return new WindowNetwork(model, 24, 0.7, List.of("prob", "box"));
  }

  static WindowNetwork output(OnnxModel model) {
    return new WindowNetwork(model, 48, 0.7, List.of("prob", "box", "points"));
  }

  /** The windows around {@code proposals} that hold a face, in their order. */
  List<Candidate> judge(Picture picture, List<Candidate> proposals) {
    List<Window> windows =
        proposals.stream().map(c -> Window.around(c.face(), picture, side)).toList();
    List<Candidate> faces = new ArrayList<>();
    int batch = BATCH_PIXELS / (side * side);
    for (int from = 0; from < windows.size(); from += batch) {
      int to = Math.min(from + batch, windows.size());
      faces.addAll(judgeBatch(windows.subList(from, to)));
    }
    return faces;
  }

  @SuppressWarnings("try") // The scope frees what is made inside it.
  private List<Candidate> judgeBatch(List<Window> windows) {
    try (PointerScope scope = new PointerScope()) {
      Tensor input = Window.batch(windows, side);
      List<float[]> results =
          model.run(input, outputs.toArray(String[]::new)).stream().map(Floats::of).toList();
      return IntStream.range(0, windows.size())
          .filter(i -> results.get(0)[i] >= threshold)
          .mapToObj(i -> candidate(windows.get(i).box(), results, i))
          .flatMap(Optional::stream)
          .toList();
    }
  }

  private static Optional<Candidate> candidate(Box window, List<float[]> results, int i) {
    float[] r = results.get(1);
    return Candidate.regress(window, r[4 * i], r[4 * i + 1], r[4 * i + 2], r[4 * i + 3])
        .map(face -> new Candidate(window, face, results.get(0)[i], points(window, results, i)));
  }

  /** The network gives five x, then five y, as shares of the window from its edge. */
  private static List<Point> points(Box window, List<float[]> results, int i) {
    if (results.size() < 3) {
      return List.of();
    }
    float[] shares = results.get(2);
    return IntStream.range(10 * i, 10 * i + 5)
        .mapToObj(
            k ->
                new Point(
                    window.x() + shares[k] * window.width() - 0.5,
                    window.y() + shares[k + 5] * window.height() - 0.5))
        .toList();
  }

  @Override
  public void close() {
    model.close();
  }
}
