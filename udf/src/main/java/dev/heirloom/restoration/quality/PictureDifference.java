package dev.heirloom.restoration.quality;

import static org.bytedeco.opencv.global.opencv_core.CMP_GT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.absdiff;
import static org.bytedeco.opencv.global.opencv_core.compare;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.max;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.bytedeco.opencv.global.opencv_imgproc.boundingRect;
import static org.bytedeco.opencv.global.opencv_imgproc.connectedComponentsWithStats;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.Picture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.IntIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Which pixels of two pictures of one size differ, area by area. A pixel differs when any of its
 * channels does. Stateless.
 */
public final class PictureDifference {
  /** Enough for people to look at; of more places the largest are told. */
  private static final int MOST_PLACES = 20;

  private PictureDifference() {}

  /**
   * What differs in one area.
   *
   * @param pixels how many
   * @param levels the largest difference of a channel, in levels of the pictures
   * @param places bounds of connected pixels that differ, at most 20, largest first
   */
  public record Part(long pixels, double levels, List<Box> places) {
    public static final Part NONE = new Part(0, 0, List.of());

    public Part {
      places = List.copyOf(places);
    }
  }

  /**
   * What differs in two pictures.
   *
   * @param inside one part for each area asked for; a pixel in several areas counts in the first
   * @param outside of all areas
   * @param psnrOutside 10 · log10(maximum² / mean squared error) in dB; NaN where nothing differs
   */
  public record Result(List<Part> inside, Part outside, double psnrOutside) {
    public Result {
      inside = List.copyOf(inside);
    }
  }

  /**
   * @param one only read
   * @param other of the same size and kind
   * @param areas in pixels; may reach beyond the picture
   */
  @SuppressWarnings("try") // The scope frees what is made inside it.
  public static Result of(Picture one, Picture other, List<Box> areas) {
    if (one.width() != other.width()
        || one.height() != other.height()
        || one.mat().type() != other.mat().type()) {
      throw new IllegalArgumentException("only pictures of one size and kind can be compared");
    }
    try (PointerScope scope = new PointerScope()) {
      Mat levels = largestOfChannels(one.mat(), other.mat());
      Mat outside = new Mat(one.height(), one.width(), CV_8UC1, Scalar.all(255));
      List<Part> inside = new ArrayList<>();
      for (Box area : areas) {
        inside.add(inside(levels, outside, area));
      }
      Mat beyond = masked(levels, outside);
      double psnr = PeakSignalToNoise.of(one.mat(), other.mat(), outside, one.maximum());
      return new Result(inside, part(beyond, 0, 0), psnr);
    }
  }

  private static Mat largestOfChannels(Mat one, Mat other) {
    Mat difference = new Mat();
    absdiff(one, other, difference);
    Mat largest = new Mat();
    extractChannel(difference, largest, 0);
    for (int channel = 1; channel < difference.channels(); channel++) {
      Mat next = new Mat();
      extractChannel(difference, next, channel);
      max(largest, next, largest);
    }
    return largest;
  }

  /** Takes the area out of {@code outside}. */
  private static Part inside(Mat levels, Mat outside, Box area) {
    int left = clamp(Math.floor(area.x()), levels.cols());
    int top = clamp(Math.floor(area.y()), levels.rows());
    int right = clamp(Math.ceil(area.right()), levels.cols());
    int bottom = clamp(Math.ceil(area.bottom()), levels.rows());
    if (right <= left || bottom <= top) {
      return Part.NONE;
    }
    Rect rect = new Rect(left, top, right - left, bottom - top);
    Part part = part(masked(new Mat(levels, rect), new Mat(outside, rect)), left, top);
    rectangle(
        outside, new Point(left, top), new Point(right - 1, bottom - 1), Scalar.all(0), -1, 8, 0);
    return part;
  }

  private static int clamp(double coordinate, int limit) {
    return (int) Math.max(0, Math.min(limit, coordinate));
  }

  private static Mat masked(Mat levels, Mat where) {
    Mat masked = Mat.zeros(levels.size(), levels.type()).asMat();
    levels.copyTo(masked, where);
    return masked;
  }

  private static Part part(Mat levels, int x, int y) {
    int pixels = countNonZero(levels);
    if (pixels == 0) {
      return Part.NONE;
    }
    Mat differing = new Mat();
    compare(levels, Mat.zeros(levels.size(), levels.type()).asMat(), differing, CMP_GT);
    Rect bounds = boundingRect(differing);
    double most = norm(levels, NORM_INF, new Mat());
    return new Part(
        pixels, most, places(new Mat(differing, bounds), x + bounds.x(), y + bounds.y()));
  }

  private static List<Box> places(Mat differing, int x, int y) {
    Mat labels = new Mat();
    Mat statistics = new Mat();
    connectedComponentsWithStats(differing, labels, statistics, new Mat());
    IntIndexer cells = statistics.createIndexer();
    List<Box> places = new ArrayList<>();
    // The first component is the background.
    for (int row = 1; row < statistics.rows(); row++) {
      places.add(
          new Box(
              x + cells.get(row, 0), y + cells.get(row, 1), cells.get(row, 2), cells.get(row, 3)));
    }
    places.sort(Comparator.comparingDouble(Box::area).reversed());
    return places.subList(0, Math.min(MOST_PLACES, places.size()));
  }
}
