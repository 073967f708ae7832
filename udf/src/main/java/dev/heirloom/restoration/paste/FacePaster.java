package dev.heirloom.restoration.paste;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.divide;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.insertChannel;
import static org.bytedeco.opencv.global.opencv_core.merge;
import static org.bytedeco.opencv.global.opencv_core.multiply;
import static org.bytedeco.opencv.global.opencv_core.pow;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.WARP_INVERSE_MAP;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import dev.heirloom.restoration.align.SimilarityTransform;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Puts restored faces back into their picture. It adds differences, so a face that the model left
 * as it was changes nothing, fine grain beyond the model's resolution stays, and pixels outside the
 * masks are not touched. Where the squares of neighbours overlap, each pixel belongs to the nearer
 * face; there, the order of the faces tells in what is rounded and cut off. Stateless.
 */
public final class FacePaster {
  /** Sharpness of the border between two neighbours' faces. */
  private static final double NEARNESS_POWER = 8;

  private FacePaster() {}

  /**
   * @param picture is changed; its alpha channel is not
   * @param patches of different faces of this picture
   */
  public static void paste(Picture picture, List<FacePatch> patches, PasteSettings settings) {
    for (FacePatch patch : patches) {
      try (PointerScope scope = new PointerScope()) {
        Rect region = region(patch, picture);
        if (region.width() > 0 && region.height() > 0) {
          List<FacePatch> neighbours = neighbours(patch, patches, picture, region);
          Mat addition = addition(patch, region);
          shareWith(neighbours, patch, region, addition);
          addTo(new Mat(picture.mat(), region), addition, settings.strength() * scale(picture));
        }
      }
    }
  }

  /** The pixels that the patch can reach: its square's bounds in the picture. */
  private static Rect region(FacePatch patch, Picture picture) {
    SimilarityTransform toPicture = patch.toCrop().inverse();
    double last = patch.side() - 1;
    List<Point> corners =
        List.of(
            toPicture.apply(new Point(0, 0)),
            toPicture.apply(new Point(last, 0)),
            toPicture.apply(new Point(0, last)),
            toPicture.apply(new Point(last, last)));
    int left = clamp(corners.stream().mapToDouble(Point::x).min().orElseThrow(), picture.width());
    int top = clamp(corners.stream().mapToDouble(Point::y).min().orElseThrow(), picture.height());
    int right =
        clamp(corners.stream().mapToDouble(Point::x).max().orElseThrow() + 1, picture.width());
    int bottom =
        clamp(corners.stream().mapToDouble(Point::y).max().orElseThrow() + 1, picture.height());
    return new Rect(left, top, right - left, bottom - top);
  }

  private static int clamp(double coordinate, int limit) {
    return (int) Math.max(0, Math.min(limit, Math.floor(coordinate)));
  }

  private static List<FacePatch> neighbours(
      FacePatch patch, List<FacePatch> patches, Picture picture, Rect region) {
    return patches.stream()
        .filter(other -> other != patch && overlap(region, region(other, picture)))
        .toList();
  }

  private static boolean overlap(Rect a, Rect b) {
    return a.x() < b.x() + b.width()
        && b.x() < a.x() + a.width()
        && a.y() < b.y() + b.height()
        && b.y() < a.y() + a.height();
  }

  /** The masked difference, as seen in {@code region} of the picture. */
  private static Mat addition(FacePatch patch, Rect region) {
    Mat mask = FaceMask.feathered(patch.side());
    Mat masked = new Mat();
    multiply(patch.difference(), threeTimes(mask), masked);
    return warp(masked, patch.toCrop(), region);
  }

  private static void shareWith(
      List<FacePatch> neighbours, FacePatch patch, Rect region, Mat addition) {
    if (neighbours.isEmpty()) {
      return;
    }
    Mat own = claim(patch, region);
    Mat all = own.clone();
    for (FacePatch neighbour : neighbours) {
      add(all, claim(neighbour, region), all);
    }
    Mat share = new Mat();
    divide(own, all, share);
    multiply(addition, threeTimes(share), addition);
  }

  private static Mat claim(FacePatch patch, Rect region) {
    Mat claim = warp(FaceMask.nearness(patch.side()), patch.toCrop(), region);
    pow(claim, NEARNESS_POWER, claim);
    // Where a square has no claim of its own, nothing is to be shared: 0 / 0 must not arise.
    claim.convertTo(claim, CV_32F, 1, 1e-12);
    return claim;
  }

  /** Shrinks by area first, so that no detail of a large crop aliases in a small face. */
  private static Mat warp(Mat crop, SimilarityTransform toCrop, Rect region) {
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
    SimilarityTransform fromRegion =
        new SimilarityTransform(1, 0, region.x(), region.y()).then(toReduced);
    Mat warped = new Mat();
    warpAffine(
        reduced,
        warped,
        matrix(fromRegion),
        new Size(region.width(), region.height()),
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

  private static void addTo(Mat pixels, Mat addition, double factor) {
    int colours = Math.min(3, pixels.channels());
    for (int channel = 0; channel < colours; channel++) {
      Mat levels = new Mat();
      Mat change = new Mat();
      extractChannel(pixels, levels, channel);
      extractChannel(addition, change, channel);
      int depth = levels.depth();
      levels.convertTo(levels, CV_32F);
      change.convertTo(change, CV_32F, factor, 0);
      add(levels, change, levels);
      levels.convertTo(levels, depth);
      insertChannel(levels, pixels, channel);
    }
  }

  /** Levels of the picture in one level of the differences. */
  private static double scale(Picture picture) {
    return picture.maximum() / 255.0;
  }

  private static Mat threeTimes(Mat single) {
    Mat triple = new Mat();
    merge(new MatVector(single, single, single), triple);
    return triple;
  }
}
