package dev.heirloom.restoration;

import static org.bytedeco.opencv.global.opencv_core.addWeighted;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/** NASA's portrait of Eileen Collins, whole, sharp and worn. */
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

  /** The head, so large that the model's square is filled, and sharpened; 720 x 720, PNG. */
  static byte[] sharp() {
    try (PointerScope scope = new PointerScope()) {
      Mat large = new Mat();
      Mat head = new Mat(imdecode(new Mat(whole()), IMREAD_COLOR), new Rect(105, 0, 240, 240));
      resize(head, large, new Size(720, 720), 0, 0, INTER_CUBIC);
      Mat blurred = new Mat();
      GaussianBlur(large, blurred, new Size(0, 0), 2.5);
      addWeighted(large, 1.7, blurred, -0.7, 0, large);
      BytePointer file = new BytePointer();
      imencode(".png", large, file);
      byte[] bytes = new byte[(int) file.limit()];
      file.get(bytes);
      return bytes;
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
