package dev.heirloom.restoration.restore;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_dnn.blobFromImage;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.model.ModelCatalog;
import dev.heirloom.restoration.model.ModelFile;
import dev.heirloom.restoration.model.OnnxGraph;
import dev.heirloom.restoration.model.OnnxModel;
import dev.heirloom.restoration.model.OnnxModel.Tensor;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.Picture;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Foresees which faces a restorer would give back as they are, in a thirtieth of its time: a small
 * network that learned it from that restorer's verdicts, and knows no other one. It is sure of some
 * of those faces only; the others are the restorer's to judge. Keeps no state: threads may share
 * it.
 */
public final class FaceTriage implements AutoCloseable {
  /** Pixels a side of what it looks at; no restorer on board judges more of them. */
  private static final int SIDE = 256;

  /** Key in the file's metadata: the hash of the restorer that it learned from. */
  private static final String RESTORER = "restorer";

  /** Opened for a restorer that it knows. */
  private final Optional<OnnxModel> model;

  private FaceTriage(Optional<OnnxModel> model) {
    this.model = model;
  }

  /**
   * Opens the network on board.
   *
   * @param restorer whose verdicts are to be foreseen; of one that the network does not know, none
   *     are
   * @throws dev.heirloom.restoration.model.ModelException if the device cannot be used
   */
  public static FaceTriage open(ModelFile restorer, SessionSettings settings) {
    ModelFile file = ModelCatalog.onBoard().file("triage");
    boolean knows = restorer.sha256().equals(OnnxGraph.of(file).metadata().get(RESTORER));
    return new FaceTriage(knows ? Optional.of(OnnxModel.open(file, settings)) : Optional.empty());
  }

  /**
   * Whether the restorer is sure to give this face back as it is.
   *
   * @param crop what the restorer would be given: square, of 256 pixels or more a side, 8-bit blue,
   *     green, red; only read
   */
  public boolean leaves(Picture crop) {
    return model.isPresent() && change(model.get(), crop) < 0;
  }

  @SuppressWarnings("try") // The scope frees what is made inside it.
  private static double change(OnnxModel model, Picture crop) {
    try (PointerScope scope = new PointerScope()) {
      Size size = new Size(SIDE, SIDE);
      Mat seen = new Mat();
      resize(crop.mat(), seen, size, 0, 0, INTER_AREA);
      Mat blob = blobFromImage(seen, 1, size, new Scalar(), true, false, CV_32F);
      Tensor input = new Tensor(blob.<FloatBuffer>createBuffer(), 1, 3, SIDE, SIDE);
      return model.run(input, "change").get(0).data().get(0);
    }
  }

  @Override
  public void close() {
    model.ifPresent(OnnxModel::close);
  }
}
