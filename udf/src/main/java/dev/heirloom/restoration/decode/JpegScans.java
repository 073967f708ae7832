package dev.heirloom.restoration.decode;

import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.norm;

import java.awt.Rectangle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Whether the scans of a JPEG file end before the picture does, though the end marker is there.
 *
 * <p>OpenCV fills what is missing with middle gray and says nothing. So where the last block is
 * exactly that, the file is read once more with the decoder of the JDK, which does say so.
 */
final class JpegScans {
  private static final int BLOCK = 8;
  private static final int MIDDLE_GRAY = 128;

  private JpegScans() {}

  static boolean endEarly(byte[] file, Mat pixels) {
    return lastBlockIsMiddleGray(pixels) && decodesWithWarning(file, lastBlock(pixels));
  }

  private static Rectangle lastBlock(Mat pixels) {
    int width = Math.min(BLOCK, pixels.cols());
    int height = Math.min(BLOCK, pixels.rows());
    return new Rectangle(pixels.cols() - width, pixels.rows() - height, width, height);
  }

  private static boolean lastBlockIsMiddleGray(Mat pixels) {
    Rectangle last = lastBlock(pixels);
    try (Rect region = new Rect(last.x, last.y, last.width, last.height);
        Scalar gray = Scalar.all(MIDDLE_GRAY);
        Mat block = new Mat(pixels, region);
        Mat expected = new Mat(last.height, last.width, pixels.type(), gray);
        Mat everywhere = new Mat()) {
      return norm(block, expected, NORM_INF, everywhere) == 0;
    }
  }

  private static boolean decodesWithWarning(byte[] file, Rectangle region) {
    AtomicBoolean warned = new AtomicBoolean();
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    reader.addIIOReadWarningListener(
        (source, warning) -> warned.compareAndSet(false, isOfMissingData(warning)));
    try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(input, true, true);
      ImageReadParam part = reader.getDefaultReadParam();
      part.setSourceRegion(region);
      reader.readRaster(0, part);
      return warned.get();
    } catch (IOException | RuntimeException e) {
      // The other decoder does not know this kind of JPEG: there is no evidence.
      return false;
    } finally {
      reader.dispose();
    }
  }

  /**
   * In libjpeg's words, which the JDK passes on. It also warns of colour profiles, and libjpeg of
   * bytes between segments, that say nothing of the scans.
   */
  private static boolean isOfMissingData(String warning) {
    return warning.startsWith("Premature end")
        || (warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous"));
  }
}
