package dev.heirloom.restoration.paste;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.divide;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.insertChannel;
import static org.bytedeco.opencv.global.opencv_core.multiply;
import static org.bytedeco.opencv.global.opencv_core.pow;

import dev.heirloom.restoration.photo.Picture;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

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
        if (!patch.region().isEmpty()) {
          Mat pixels = new Mat(picture.mat(), patch.region().rect());
          Mat share = shared(patch, neighbours(patch, patches));
          addTo(pixels, share, settings.strength() * scale(picture));
        }
      }
    }
  }

  private static List<FacePatch> neighbours(FacePatch patch, List<FacePatch> patches) {
    return patches.stream()
        .filter(other -> other != patch && other.region().overlaps(patch.region()))
        .toList();
  }

  /** What the patch adds, less what belongs to its neighbours. */
  private static Mat shared(FacePatch patch, List<FacePatch> neighbours) {
    if (neighbours.isEmpty()) {
      return patch.addition();
    }
    Mat own = claim(patch, patch.region());
    Mat all = own.clone();
    for (FacePatch neighbour : neighbours) {
      add(all, claim(neighbour, patch.region()), all);
    }
    divide(own, all, own);
    Mat shared = new Mat();
    multiply(patch.addition(), FaceMask.threeTimes(own), shared);
    return shared;
  }

  private static Mat claim(FacePatch patch, Region region) {
    Mat claim = region.warped(FaceMask.nearness(patch.side()), patch.toCrop());
    pow(claim, NEARNESS_POWER, claim);
    // Where a square has no claim of its own, nothing is to be shared: 0 / 0 must not arise.
    claim.convertTo(claim, CV_32F, 1, 1e-12);
    return claim;
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
}
