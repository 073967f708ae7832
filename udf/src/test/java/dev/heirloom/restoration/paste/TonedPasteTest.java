package dev.heirloom.restoration.paste;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;

import dev.heirloom.restoration.align.SimilarityTransform;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.RandomPictures;
import dev.heirloom.restoration.photo.Toning;
import java.util.List;
import org.bytedeco.javacpp.indexer.Indexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sepia print is sepia after a face was pasted, by the same law. */
class TonedPasteTest {
  private static final int SIDE = 96;

  /** One level for the fit of the law, one for rounding. */
  private static final double LEVELS = 2;

  private static final SimilarityTransform IN_PLACE = new SimilarityTransform(1, 0, 0, 0);

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void everyPixelKeepsTheLawOfThePrint(int bitDepth) {
    try (Picture before = sepia(bitDepth);
        Picture seen = before.toBgr8();
        Picture restored = seen.copy();
        Picture after = before.copy();
        Size size = new Size(0, 0)) {
      GaussianBlur(restored.mat(), restored.mat(), size, 1.5);
      Toning toning = Toning.of(seen);
      assertThat(toning.isMonochrome()).isTrue();
      try (Mat difference = toning.difference(seen, restored);
          FacePatch patch = FacePatch.of(difference, IN_PLACE, after)) {
        FacePaster.paste(after, List.of(patch), PasteSettings.DEFAULT);
      }
      assertThat(RandomPictures.difference(before, after)).isPositive();
      assertThat(after.bitDepth()).isEqualTo(bitDepth);
      assertThat(farthestFromTheLaw(after)).isLessThanOrEqualTo(LEVELS);
      if (bitDepth == 16) {
        assertThat(samplesBetweenEightBitLevels(before, after)).isGreaterThan(1000);
      }
    }
  }

  /** Red stays, green and blue are weaker: 0.9 and 0.7 of it. */
  private static Picture sepia(int bitDepth) {
    try (Picture gray = RandomPictures.smooth(SIDE, SIDE, bitDepth, 1, 3);
        Picture grain = RandomPictures.noise(SIDE, SIDE, bitDepth, 1, 4);
        Indexer levels = gray.mat().createIndexer();
        Indexer noise = grain.mat().createIndexer()) {
      Mat sepia = new Mat(SIDE, SIDE, bitDepth == 8 ? CV_8UC3 : CV_16UC3);
      try (Indexer pixels = sepia.createIndexer()) {
        for (int y = 0; y < SIDE; y++) {
          for (int x = 0; x < SIDE; x++) {
            double red = levels.getDouble(y, x) * 0.8 + noise.getDouble(y, x) * 0.1;
            pixels.putDouble(new long[] {y, x, 0}, Math.rint(red * 0.7));
            pixels.putDouble(new long[] {y, x, 1}, Math.rint(red * 0.9));
            pixels.putDouble(new long[] {y, x, 2}, Math.rint(red));
          }
        }
      }
      return new Picture(sepia);
    }
  }

  /** In levels of 8 bit. */
  private static double farthestFromTheLaw(Picture picture) {
    double farthest = 0;
    try (Indexer pixels = picture.mat().createIndexer()) {
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          double red = pixels.getDouble(y, x, 2);
          farthest = Math.max(farthest, Math.abs(pixels.getDouble(y, x, 0) - red * 0.7));
          farthest = Math.max(farthest, Math.abs(pixels.getDouble(y, x, 1) - red * 0.9));
        }
      }
    }
    return farthest / (picture.maximum() / 255.0);
  }

  /** Changes that are no whole level of 8 bit: the blending itself has 16. */
  private static int samplesBetweenEightBitLevels(Picture before, Picture after) {
    int between = 0;
    try (Indexer one = before.mat().createIndexer();
        Indexer other = after.mat().createIndexer()) {
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          double change = other.getDouble(y, x, 2) - one.getDouble(y, x, 2);
          between += change % 257 == 0 ? 0 : 1;
        }
      }
    }
    return between;
  }
}
