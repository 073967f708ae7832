package dev.heirloom.restoration;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** NASA's portrait of Eileen Collins, whole and worn. */
final class Portraits {
  private Portraits() {}

  /** 512 x 512, PNG. */
  static byte[] whole() {
    try (InputStream in = Portraits.class.getResourceAsStream("parity/astronaut.png")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code side} x {@code side}, JPEG of quality 25. */
  static byte[] worn(int side) {
    try (PointerScope scope = new PointerScope()) {
      Mat whole = imdecode(new Mat(whole()), IMREAD_COLOR);
      Mat small = new Mat();
      resize(whole, small, new Size(side, side), 0, 0, INTER_AREA);
      BytePointer file = new BytePointer();
      imencode(".jpg", small, file, new IntPointer(IMWRITE_JPEG_QUALITY, 25));
      byte[] bytes = new byte[(int) file.limit()];
      file.get(bytes);
      return bytes;
    }
  }
}
