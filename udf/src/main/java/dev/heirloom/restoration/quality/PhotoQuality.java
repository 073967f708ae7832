package dev.heirloom.restoration.quality;

import dev.heirloom.restoration.photo.Picture;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_quality.QualityBRISQUE;

/** Measures whole photos. Threads may share it. */
public final class PhotoQuality implements AutoCloseable {
  private static final String RESOURCES =
      "/org/bytedeco/opencv/" + Loader.getPlatform() + "/share/opencv4/quality/";

  /** Larger pictures are reduced to this longer side, so that scans of one print compare. */
  private static final int LONGEST_SIDE = 512;

  /** BRISQUE looks at two scales with a window of 7 pixels; of the reduced picture. */
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
    try (Mat reduced = picture.withLongestSide(LONGEST_SIDE)) {
      boolean tooSmall = Math.min(reduced.cols(), reduced.rows()) < SHORTEST_SIDE;
      return tooSmall ? PhotoMeasures.NONE : new PhotoMeasures(brisque(reduced));
    }
  }

  private double brisque(Mat picture) {
    QualityBRISQUE brisque = idle.poll();
    if (brisque == null) {
      brisque = QualityBRISQUE.create(model, range);
    }
    try (Scalar quality = brisque.compute(picture)) {
      return quality.get(0);
    } finally {
      idle.push(brisque);
    }
  }

  /** Frees those that no thread is measuring with; one by one, so that none is lent any more. */
  @Override
  public void close() {
    for (QualityBRISQUE one = idle.poll(); one != null; one = idle.poll()) {
      one.close();
    }
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
