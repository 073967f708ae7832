package dev.heirloom.restoration.quality;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.photo.Picture;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_quality.QualityBRISQUE;

/** Measures whole photos. Threads may share it. */
public final class PhotoQuality implements AutoCloseable {
  private static final String RESOURCES =
      "/org/bytedeco/opencv/" + Loader.getPlatform() + "/share/opencv4/quality/";

  /** Larger pictures are reduced to this longer side, so that scans of one print compare. */
  private static final int LONGEST_SIDE = 512;

  /** BRISQUE looks at two scales with a window of 7 pixels. */
  private static final int SHORTEST_SIDE = 32;

  /** OpenCV's BRISQUE serves one thread at a time. */
  private final ConcurrentLinkedDeque<QualityBRISQUE> idle = new ConcurrentLinkedDeque<>();

  private final String model = extracted("brisque_model_live.yml");
  private final String range = extracted("brisque_range_live.yml");

  /**
   * @param picture 8-bit blue, green, red
   * @return NONE where the picture is too small to measure
   */
  public PhotoMeasures measure(Picture picture) {
    if (Math.min(picture.width(), picture.height()) < SHORTEST_SIDE) {
      return PhotoMeasures.NONE;
    }
    QualityBRISQUE brisque = idle.poll();
    if (brisque == null) {
      brisque = QualityBRISQUE.create(model, range);
    }
    try (PointerScope scope = new PointerScope()) {
      return new PhotoMeasures(brisque.compute(reduced(picture.mat())).get(0));
    } finally {
      idle.push(brisque);
    }
  }

  @Override
  public void close() {
    idle.forEach(QualityBRISQUE::close);
    idle.clear();
  }

  private static Mat reduced(Mat picture) {
    double factor = (double) LONGEST_SIDE / Math.max(picture.cols(), picture.rows());
    if (factor >= 1) {
      return picture;
    }
    Mat reduced = new Mat();
    resize(picture, reduced, new Size(0, 0), factor, factor, INTER_AREA);
    return reduced;
  }

  private static String extracted(String name) {
    try {
      File file = Loader.cacheResource(RESOURCES + name);
      return file.getPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
