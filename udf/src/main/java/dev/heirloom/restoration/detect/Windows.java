package dev.heirloom.restoration.detect;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_dnn.blobFromImages;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.model.OnnxModel.Tensor;
import dev.heirloom.restoration.photo.Box;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Cuts square windows out of a picture and makes network inputs of them. */
final class Windows {
  private Windows() {}

  /** The square around the same centre with its edges between pixels. */
  static Box onGrid(Box box) {
    Box square = box.square();
    double side = Math.max(1, Math.rint(square.width()));
    return new Box(Math.rint(square.x()), Math.rint(square.y()), side, side);
  }

  /**
   * The windows as one batch, N x 3 x side x side, RGB 0…255. Its memory belongs to the caller's
   * pointer scope.
   *
   * @param picture 8-bit blue, green, red
   * @param windows squares on the pixel grid; black where they reach beyond the picture
   */
  @SuppressWarnings("try") // The scope frees what is made inside it.
  static Tensor batch(Mat picture, List<Box> windows, int side) {
    MatVector squares = new MatVector(windows.size());
    for (int i = 0; i < windows.size(); i++) {
      // A window in a large picture may take as much memory as the picture: one at a time.
      try (PointerScope scope = new PointerScope()) {
        squares.put(i, cut(picture, windows.get(i), side));
      }
    }
    Mat blob = blobFromImages(squares, 1, new Size(side, side), new Scalar(), true, false, CV_32F);
    return new Tensor(blob.<FloatBuffer>createBuffer(), windows.size(), 3, side, side);
  }

  private static Mat cut(Mat picture, Box window, int side) {
    Mat resized = new Mat(side, side, CV_8UC3);
    Mat pixels = padded(picture, window);
    int how = window.width() > side ? INTER_AREA : INTER_LINEAR;
    resize(pixels, resized, new Size(side, side), 0, 0, how);
    return resized;
  }

  private static Mat padded(Mat picture, Box window) {
    int left = (int) Math.max(0, window.x());
    int top = (int) Math.max(0, window.y());
    int right = (int) Math.min(picture.cols(), window.right());
    int bottom = (int) Math.min(picture.rows(), window.bottom());
    if (right <= left || bottom <= top) {
      return new Mat(1, 1, CV_8UC3, new Scalar());
    }
    Mat inside = new Mat(picture, new Rect(left, top, right - left, bottom - top));
    if (right - left == window.width() && bottom - top == window.height()) {
      return inside;
    }
    Mat padded = new Mat();
    copyMakeBorder(
        inside,
        padded,
        (int) (top - window.y()),
        (int) (window.bottom() - bottom),
        (int) (left - window.x()),
        (int) (window.right() - right),
        BORDER_CONSTANT,
        new Scalar());
    return padded;
  }
}
