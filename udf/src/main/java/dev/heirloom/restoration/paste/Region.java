package dev.heirloom.restoration.paste;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.WARP_INVERSE_MAP;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import dev.heirloom.restoration.align.SimilarityTransform;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.util.List;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Whole pixels of a picture, from the left and the top; empty where width or height is 0. */
record Region(int x, int y, int width, int height) {

  /** The pixels of {@code picture} that an aligned square can reach: its bounds, cut off. */
  static Region of(SimilarityTransform toCrop, int side, Picture picture) {
    SimilarityTransform toPicture = toCrop.inverse();
    double last = side - 1;
    List<Point> corners =
        List.of(
            toPicture.apply(new Point(0, 0)),
            toPicture.apply(new Point(last, 0)),
            toPicture.apply(new Point(0, last)),
            toPicture.apply(new Point(last, last)));
    double[] xs = corners.stream().mapToDouble(Point::x).sorted().toArray();
    double[] ys = corners.stream().mapToDouble(Point::y).sorted().toArray();
    int left = clamp(xs[0], picture.width());
    int top = clamp(ys[0], picture.height());
    int right = clamp(xs[3] + 1, picture.width());
    int bottom = clamp(ys[3] + 1, picture.height());
    return new Region(left, top, right - left, bottom - top);
  }

  private static int clamp(double coordinate, int limit) {
    return (int) Math.max(0, Math.min(limit, Math.floor(coordinate)));
  }

  boolean isEmpty() {
    return width == 0 || height == 0;
  }

  boolean overlaps(Region other) {
    return x < other.x + other.width
        && other.x < x + width
        && y < other.y + other.height
        && other.y < y + height;
  }

  Rect rect() {
    return new Rect(x, y, width, height);
  }

  /**
   * A crop as it is seen here. Shrinks by area first, so that no detail of a large crop aliases in
   * a small face.
   *
   * @param crop square, float
   */
  Mat warped(Mat crop, SimilarityTransform toCrop) {
    int side = crop.cols();
    int reducedSide = (int) Math.max(1, Math.min(side, Math.round(side / toCrop.scale())));
    Mat reduced = crop;
    SimilarityTransform toReduced = toCrop;
    if (reducedSide < side) {
      reduced = new Mat();
      resize(crop, reduced, new Size(reducedSide, reducedSide), 0, 0, INTER_AREA);
      double factor = (double) reducedSide / side;
      double shift = (factor - 1) / 2;
      toReduced = toCrop.then(new SimilarityTransform(factor, 0, shift, shift));
    }
    SimilarityTransform fromRegion = new SimilarityTransform(1, 0, x, y).then(toReduced);
    Mat warped = new Mat();
    warpAffine(
        reduced,
        warped,
        matrix(fromRegion),
        new Size(width, height),
        INTER_LINEAR | WARP_INVERSE_MAP,
        BORDER_CONSTANT,
        Scalar.all(0));
    return warped;
  }

  private static Mat matrix(SimilarityTransform transform) {
    Mat matrix = new Mat(2, 3, CV_64F);
    DoubleIndexer cells = matrix.createIndexer();
    cells.put(0, new double[] {transform.a(), -transform.b(), transform.tx()});
    cells.put(1, new double[] {transform.b(), transform.a(), transform.ty()});
    return matrix;
  }
}
