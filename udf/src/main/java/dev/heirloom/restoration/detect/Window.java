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
import dev.heirloom.restoration.photo.Picture;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A square of a picture that a network is to see, cut from the copy of the picture that shows it
 * with two to four times the network's pixels: larger ones would cost time, and change nothing.
 *
 * @param pixels the picture or a halved copy, 8-bit blue, green, red; only read
 * @param place in whole pixels of these; it may reach beyond them
 * @param box the same in pixels of the picture
 */
record Window(Mat pixels, Box place, Box box) {
  private static final int OVERSAMPLING = 2;

  /**
   * The square around the same centre, as near as whole pixels allow.
   *
   * @param picture 8-bit blue, green, red; not written to any more
   * @param side of the network's input in pixels
   */
  static Window around(Box box, Picture picture, int side) {
    Box square = box.square();
    double wanted = Math.min(1, OVERSAMPLING * side / Math.max(1, square.width()));
    Mat pixels =
        picture.noSmallerThan(
            (int) Math.ceil(picture.width() * wanted), (int) Math.ceil(picture.height() * wanted));
    double pixelWidth = picture.width() / (double) pixels.cols();
    double pixelHeight = picture.height() / (double) pixels.rows();
    double length = Math.max(1, Math.rint(square.width() / pixelWidth));
    Box place =
        new Box(
            Math.rint(square.x() / pixelWidth),
            Math.rint(square.y() / pixelHeight),
            length,
            length);
    return new Window(
        pixels,
        place,
        new Box(
            place.x() * pixelWidth,
            place.y() * pixelHeight,
            length * pixelWidth,
            length * pixelHeight));
  }

  /**
   * Windows as one batch, N x 3 x side x side, RGB 0…255. Its memory belongs to the caller's
   * pointer scope.
   *
   * @return black where windows reach beyond the picture
   */
  @SuppressWarnings("try") // The scope frees what is made inside it.
  static Tensor batch(List<Window> windows, int side) {
    MatVector squares = new MatVector(windows.size());
    for (int i = 0; i < windows.size(); i++) {
      // What is padded may take as much memory as the picture: one at a time.
      try (PointerScope scope = new PointerScope()) {
        squares.put(i, windows.get(i).cut(side));
      }
    }
    Mat blob = blobFromImages(squares, 1, new Size(side, side), new Scalar(), true, false, CV_32F);
    return new Tensor(blob.<FloatBuffer>createBuffer(), windows.size(), 3, side, side);
  }

  private Mat cut(int side) {
    Mat resized = new Mat(side, side, CV_8UC3);
    int how = place.width() > side ? INTER_AREA : INTER_LINEAR;
    resize(padded(), resized, new Size(side, side), 0, 0, how);
    return resized;
  }

  private Mat padded() {
    int left = (int) Math.max(0, place.x());
    int top = (int) Math.max(0, place.y());
    int right = (int) Math.min(pixels.cols(), place.right());
    int bottom = (int) Math.min(pixels.rows(), place.bottom());
    if (right <= left || bottom <= top) {
      return new Mat(1, 1, CV_8UC3, new Scalar());
    }
    Mat inside = new Mat(pixels, new Rect(left, top, right - left, bottom - top));
    if (right - left == place.width() && bottom - top == place.height()) {
      return inside;
    }
    Mat padded = new Mat();
    copyMakeBorder(
        inside,
        padded,
        (int) (top - place.y()),
        (int) (place.bottom() - bottom),
        (int) (left - place.x()),
        (int) (place.right() - right),
        BORDER_CONSTANT,
        new Scalar());
    return padded;
  }
}
