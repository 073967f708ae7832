package dev.heirloom.restoration.align;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT_101;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.WARP_INVERSE_MAP;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.nio.DoubleBuffer;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Turns a face upright and scales it to the square that a model expects. Keeps no state. */
public final class FaceAligner {
  /** Below this scale bilinear sampling would skip pixels of the picture. */
  private static final double SMALLEST_SCALE = 0.5;

  /** Any would do: the template lies in the same place of every square. */
  private static final int REACH_SIDE = 512;

  private FaceAligner() {}

  /**
   * Cuts the face out so that its landmarks come to lie, by least squares, on the template.
   *
   * @param picture 8-bit blue, green, red; only read
   * @param side of the square in pixels
   * @throws IllegalArgumentException if the landmarks are all in one place
   */
  public static AlignedFace align(
      Picture picture, FaceLandmarks landmarks, FaceTemplate template, int side) {
    SimilarityTransform toCrop = toSquare(landmarks, template, side);
    return new AlignedFace(cut(picture, toCrop, side), toCrop);
  }

  /** Pixels of the picture along a side of the square around a face. */
  public static double extent(FaceLandmarks landmarks, FaceTemplate template) {
    return REACH_SIDE / toSquare(landmarks, template, REACH_SIDE).scale();
  }

  private static SimilarityTransform toSquare(
      FaceLandmarks landmarks, FaceTemplate template, int side) {
    return SimilarityTransform.fit(landmarks.points(), template.landmarks(side).points());
  }

  /**
   * The part of the picture that the square around a face reaches, whatever its side: what a
   * restored face can change lies inside.
   *
   * @return upright bounds in pixels of the picture; they may reach beyond it
   */
  public static Box reach(FaceLandmarks landmarks, FaceTemplate template) {
    SimilarityTransform toPicture = toSquare(landmarks, template, REACH_SIDE).inverse();
    double last = REACH_SIDE - 0.5;
    List<Point> corners =
        Stream.of(
                new Point(-0.5, -0.5),
                new Point(last, -0.5),
                new Point(-0.5, last),
                new Point(last, last))
            .map(toPicture::apply)
            .toList();
    DoubleSummaryStatistics xs = corners.stream().mapToDouble(Point::x).summaryStatistics();
    DoubleSummaryStatistics ys = corners.stream().mapToDouble(Point::y).summaryStatistics();
    return new Box(xs.getMin(), ys.getMin(), xs.getMax() - xs.getMin(), ys.getMax() - ys.getMin());
  }

  /**
   * The square that {@code toCrop} maps to (0, 0)…(side − 1, side − 1). What lies beyond the
   * picture is its mirror image; where the square is smaller than its place in the picture, all
   * pixels there count.
   *
   * @param picture of any type; only read
   * @param toCrop from pixels of the picture to pixels of the square
   * @param side of the square in pixels
   */
  @SuppressWarnings("try") // The scope frees what is made inside it.
  public static Picture cut(Picture picture, SimilarityTransform toCrop, int side) {
    int reduction = (int) Math.max(1, Math.ceil(SMALLEST_SCALE / toCrop.scale()));
    Mat square = new Mat();
    try (PointerScope scope = new PointerScope()) {
      Rect region = SourceRegion.of(picture.mat(), toCrop.inverse(), side, reduction);
      Mat pixels = new Mat(picture.mat(), region);
      Mat source = reduction == 1 ? pixels : reduced(pixels, reduction);
      int how = toCrop.scale() > 1 ? INTER_CUBIC : INTER_LINEAR;
      warpAffine(
          source,
          square,
          squareToSource(toCrop.inverse(), region, source),
          new Size(side, side),
          how | WARP_INVERSE_MAP,
          BORDER_REFLECT_101,
          new Scalar());
    }
    return new Picture(square);
  }

  private static Mat reduced(Mat pixels, int reduction) {
    Mat small = new Mat();
    int columns = (pixels.cols() + reduction - 1) / reduction;
    int rows = (pixels.rows() + reduction - 1) / reduction;
    resize(pixels, small, new Size(columns, rows), 0, 0, INTER_AREA);
    return small;
  }

  /**
   * The affine map from the square to the reduced region. A pixel of the region is {@code perX} by
   * {@code perY} pixels of the picture, and centres lie half a pixel from edges in both.
   */
  private static Mat squareToSource(SimilarityTransform toPicture, Rect region, Mat source) {
    double perX = region.width() / (double) source.cols();
    double perY = region.height() / (double) source.rows();
    Mat map = new Mat(2, 3, CV_64F);
    map.<DoubleBuffer>createBuffer()
        .put(toPicture.a() / perX)
        .put(-toPicture.b() / perX)
        .put((toPicture.tx() - region.x() + 0.5) / perX - 0.5)
        .put(toPicture.b() / perY)
        .put(toPicture.a() / perY)
        .put((toPicture.ty() - region.y() + 0.5) / perY - 0.5);
    return map;
  }
}
