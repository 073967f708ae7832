package dev.heirloom.restoration.paste;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC3;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.norm;

import dev.heirloom.restoration.align.AlignedFace;
import dev.heirloom.restoration.align.FaceAligner;
import dev.heirloom.restoration.align.FaceTemplate;
import dev.heirloom.restoration.align.SimilarityTransform;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import dev.heirloom.restoration.photo.RandomPictures;
import dev.heirloom.restoration.photo.Toning;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.indexer.Indexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FacePasterTest {
  private static final int SIDE = 64;
  private static final PasteSettings FULL = PasteSettings.DEFAULT;

  @ParameterizedTest
  @CsvSource({"8,1", "8,3", "8,4", "16,1", "16,3", "16,4"})
  void aFaceThatTheModelLeftAsItWasChangesNothing(int bitDepth, int channels) {
    Random random = new Random(42);
    for (int round = 0; round < 20; round++) {
      try (Picture picture = RandomPictures.noise(120, 90, bitDepth, channels, round);
          Picture original = picture.copy();
          Picture bgr = picture.toBgr8();
          AlignedFace face = FaceAligner.align(bgr, landmarks(random), FaceTemplate.FFHQ, SIDE);
          FacePatch patch =
              FacePatch.of(
                  Toning.of(bgr).difference(face.crop(), face.crop()), face.toCrop(), picture)) {
        FacePaster.paste(picture, List.of(patch), FULL);
        assertThat(RandomPictures.difference(picture, original)).isZero();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"8,1", "8,3", "8,4", "16,1", "16,3", "16,4"})
  void pixelsOutsideTheSquareAndAlphaStayAsTheyWere(int bitDepth, int channels) {
    SimilarityTransform toCrop = new SimilarityTransform(1, 0.2, -30, -20);
    try (Picture picture = RandomPictures.noise(160, 140, bitDepth, channels, 9);
        Picture original = picture.copy();
        FacePatch patch = flat(40, toCrop, picture)) {
      FacePaster.paste(picture, List.of(patch), FULL);
      int changed = 0;
      for (int y = 0; y < picture.height(); y++) {
        for (int x = 0; x < picture.width(); x++) {
          Point inCrop = toCrop.apply(new Point(x, y));
          boolean inside =
              inCrop.x() > -1 && inCrop.x() < SIDE && inCrop.y() > -1 && inCrop.y() < SIDE;
          for (int channel = 0; channel < channels; channel++) {
            boolean same = sample(picture, y, x, channel) == sample(original, y, x, channel);
            assertThat(same || (inside && channel < 3)).isTrue();
            changed += same ? 0 : 1;
          }
        }
      }
      assertThat(changed).isGreaterThan(1000);
    }
  }

  @Test
  void theMaskIsWholeInTheMiddleAndEndsBeforeTheBorder() {
    try (Mat mask = FaceMask.feathered(SIDE)) {
      Indexer weights = mask.createIndexer();
      assertThat(weights.getDouble(SIDE / 2, SIDE / 2)).isEqualTo(1);
      for (int i = 0; i < SIDE; i++) {
        assertThat(weights.getDouble(0, i)).isZero();
        assertThat(weights.getDouble(i, SIDE - 1)).isZero();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"8,40", "16,10280"})
  void levelsAreThoseOfThePicturesDepth(int bitDepth, double expected) {
    try (Picture picture = dark(bitDepth);
        FacePatch patch = flat(40, new SimilarityTransform(1, 0, -20, -20), picture)) {
      FacePaster.paste(picture, List.of(patch), FULL);
      assertThat(sample(picture, 52, 52, 1)).isEqualTo(expected);
    }
  }

  @Test
  void halfTheStrengthIsHalfTheDifference() {
    try (Picture picture = dark(8);
        FacePatch patch = flat(40, new SimilarityTransform(1, 0, -20, -20), picture)) {
      FacePaster.paste(picture, List.of(patch), new PasteSettings(0.5));
      assertThat(sample(picture, 52, 52, 1)).isEqualTo(20);
    }
  }

  @Test
  void ofTwoFacesThatOverlapEachHasItsOwnMiddleAndTheOrderDoesNotMatter() {
    try (Picture one = dark(8);
        Picture other = dark(8);
        FacePatch left = flat(40, new SimilarityTransform(1, 0, -10, -30), one);
        FacePatch right = flat(80, new SimilarityTransform(1, 0, -40, -30), one)) {
      FacePaster.paste(one, List.of(left, right), FULL);
      FacePaster.paste(other, List.of(right, left), FULL);
      assertThat(RandomPictures.difference(one, other)).isZero();
      assertThat(sample(one, 62, 42, 0)).isCloseTo(40, within(2.0));
      assertThat(sample(one, 62, 72, 0)).isCloseTo(80, within(2.0));
      for (int x = 0; x < one.width(); x++) {
        assertThat(sample(one, 62, x, 0)).isLessThanOrEqualTo(80);
      }
    }
  }

  @Test
  void aFaceAtTheBorderOfThePictureIsPastedAsFarAsItIsThere() {
    try (Picture picture = dark(8);
        FacePatch patch = flat(40, new SimilarityTransform(1, 0, 32, 32), picture);
        FacePatch outside = flat(40, new SimilarityTransform(1, 0, 500, 500), picture)) {
      FacePaster.paste(picture, List.of(patch, outside), FULL);
      assertThat(sample(picture, 0, 0, 0)).isEqualTo(40);
      assertThat(sample(picture, 100, 100, 0)).isZero();
    }
  }

  @Test
  void fineDetailOfALargeCropDoesNotAliasInASmallFace() {
    // A checkerboard of single pixels, shrunk four times, is gray.
    Mat board = new Mat(SIDE, SIDE, CV_32FC3);
    var values = board.<org.bytedeco.javacpp.indexer.FloatIndexer>createIndexer();
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        float value = (x + y) % 2 == 0 ? 100 : 0;
        values.put(y, x, new float[] {value, value, value});
      }
    }
    try (Picture picture = dark(8);
        FacePatch patch =
            FacePatch.masked(board, new SimilarityTransform(4, 0, -200, -200), picture)) {
      FacePaster.paste(picture, List.of(patch), FULL);
      for (int x = 54; x < 62; x++) {
        assertThat(sample(picture, 58, x, 0)).isCloseTo(50, within(1.0));
      }
    }
  }

  @Test
  void broadChangesOfLightAndColourAreLeftOut() {
    try (Picture picture = dark(8);
        Mat tint = new Mat(256, 256, CV_32FC3, new Scalar(10, -20, 30, 0));
        FacePatch patch = FacePatch.of(tint, new SimilarityTransform(2, 0, 0, 0), picture)) {
      assertThat(norm(patch.addition(), NORM_INF, new Mat())).isLessThan(0.01);
    }
  }

  @Test
  void aPatchTakesTheMemoryOfTheFaceInThePicture() {
    try (Picture picture = dark(8);
        FacePatch patch = flat(40, new SimilarityTransform(4, 0, -200, -200), picture)) {
      assertThat(patch.addition().cols()).isBetween(SIDE / 4, SIDE / 4 + 1);
    }
  }

  private static Picture dark(int bitDepth) {
    Picture picture = RandomPictures.noise(140, 130, bitDepth, 3, 1);
    picture.mat().put(Scalar.all(0));
    return picture;
  }

  private static FacePatch flat(double level, SimilarityTransform toCrop, Picture picture) {
    try (Mat difference = new Mat(SIDE, SIDE, CV_32FC3, Scalar.all(level))) {
      return FacePatch.masked(difference, toCrop, picture);
    }
  }

  private static FaceLandmarks landmarks(Random random) {
    double angle = random.nextDouble() * 2 * Math.PI;
    double scale = 0.2 + 2 * random.nextDouble();
    SimilarityTransform place =
        new SimilarityTransform(
            scale * Math.cos(angle),
            scale * Math.sin(angle),
            random.nextDouble() * 120,
            random.nextDouble() * 90);
    return FaceLandmarks.of(
        FaceTemplate.FFHQ.landmarks(SIDE).points().stream().map(place::apply).toList());
  }

  private static double sample(Picture picture, int y, int x, int channel) {
    return picture.mat().createIndexer().getDouble(y, x, channel);
  }
}
