package dev.heirloom.restoration.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT_101;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_core.meanStdDev;
import static org.bytedeco.opencv.global.opencv_core.norm;

import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.javacpp.indexer.UShortIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaceAlignerTest {
  private static final int SIDE = 256;
  private static final double DOT = 4;

  @ParameterizedTest
  @CsvSource({
    "0.13, 0",
    "0.13, 25",
    "0.2, 0",
    "0.33, -40",
    "0.5, 0",
    "0.77, 10",
    "1, 0",
    "1, 90",
    "2.6, 15"
  })
  void landmarksComeToLieOnTheTemplate(double scale, double degrees) {
    SimilarityTransform toCrop = around(scale, degrees);
    for (Point target : FaceTemplate.FFHQ.landmarks(SIDE).points()) {
      Point source = toCrop.inverse().apply(target);
      try (Picture dot = dot(source, DOT / scale);
          Picture crop = FaceAligner.cut(dot, toCrop, SIDE)) {
        assertThat(centroid(crop, target).distanceTo(target)).isLessThan(0.05);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(FaceTemplate.class)
  void theTransformOfAnAlignedFaceTakesItsLandmarksToTheTemplate(FaceTemplate template) {
    SimilarityTransform toCrop = around(0.8, 12);
    List<Point> places =
        template.landmarks(SIDE).points().stream().map(toCrop.inverse()::apply).toList();
    try (Picture picture = noise(300, 200);
        AlignedFace face = FaceAligner.align(picture, FaceLandmarks.of(places), template, SIDE)) {
      assertThat(face.side()).isEqualTo(SIDE);
      assertThat(face.crop().height()).isEqualTo(SIDE);
      for (int i = 0; i < 5; i++) {
        assertThat(face.toCrop().apply(places.get(i)))
            .satisfies(near(template.landmarks(SIDE).points().get(i)));
      }
    }
  }

  @Test
  void aSquareInPlaceIsTheSamePixels() {
    try (Picture picture = noise(80, 60);
        Picture crop = FaceAligner.cut(picture, new SimilarityTransform(1, 0, -11, -7), 40);
        Rect place = new Rect(11, 7, 40, 40);
        Mat expected = new Mat(picture.mat(), place)) {
      assertThat(norm(crop.mat(), expected, NORM_INF, new Mat())).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"30, 20", "-45, 10", "45, -38", "-60, -50", "70, 55"})
  void beyondTheBorderIsTheMirrorImage(int dx, int dy) {
    int border = 80;
    try (Picture picture = noise(100, 90);
        Picture crop = FaceAligner.cut(picture, new SimilarityTransform(1, 0, dx, dy), 64);
        Mat mirrored = new Mat();
        Scalar none = new Scalar();
        Rect place = new Rect(border - dx, border - dy, 64, 64)) {
      copyMakeBorder(
          picture.mat(), mirrored, border, border, border, border, BORDER_REFLECT_101, none);
      try (Mat expected = new Mat(mirrored, place)) {
        assertThat(norm(crop.mat(), expected, NORM_INF, new Mat())).isZero();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0.3, 0", "0.2, 0", "0.11, 30", "0.07, 5"})
  void allPixelsCountWhenShrunk(double scale, double degrees) {
    double deviationOfNoise = 256 / Math.sqrt(12);
    try (Picture noise = noise(1200, 1200);
        Picture crop = FaceAligner.cut(noise, around(scale, degrees, new Point(600, 600), 64), 64);
        Mat mean = new Mat();
        Mat deviation = new Mat()) {
      meanStdDev(crop.mat(), mean, deviation);
      try (DoubleIndexer means = mean.createIndexer();
          DoubleIndexer deviations = deviation.createIndexer()) {
        assertThat(means.get(0)).isCloseTo(127.5, within(2.0));
        assertThat(deviations.get(0)).isLessThan(1.3 * scale * deviationOfNoise);
      }
    }
  }

  @Test
  void depthAndChannelsStay() {
    try (Picture picture = new Picture(new Mat(50, 50, CV_16UC1, new Scalar(40_000)));
        Picture crop = FaceAligner.cut(picture, new SimilarityTransform(0.3, 0, 0, 0), 16)) {
      assertThat(crop.bitDepth()).isEqualTo(16);
      assertThat(crop.channels()).isEqualTo(1);
      try (UShortIndexer pixels = crop.mat().createIndexer()) {
        assertThat(pixels.get(8, 8)).isEqualTo(40_000);
      }
    }
  }

  @Test
  void aSquareFarOutsideOfATinyPictureIsStillFilled() {
    try (Picture picture = new Picture(new Mat(3, 5, CV_8UC1, new Scalar(77)));
        Picture crop = FaceAligner.cut(picture, new SimilarityTransform(0.4, 0.1, 400, -900), 32);
        UByteIndexer pixels = crop.mat().createIndexer()) {
      assertThat(pixels.get(0, 0)).isEqualTo(77);
      assertThat(pixels.get(31, 31)).isEqualTo(77);
    }
  }

  @ParameterizedTest
  @EnumSource(FaceTemplate.class)
  void theExtentOfAFaceIsTheSideOfItsSquareInThePicture(FaceTemplate template) {
    SimilarityTransform toPicture = around(0.4, 30).inverse();
    List<Point> places = template.landmarks(SIDE).points().stream().map(toPicture::apply).toList();

    assertThat(FaceAligner.extent(FaceLandmarks.of(places), template))
        .isCloseTo(SIDE / 0.4, within(1e-6));
  }

  @Test
  void landmarksInOnePlaceAreRefused() {
    Point one = new Point(5, 5);
    FaceLandmarks collapsed = new FaceLandmarks(one, one, one, one, one);
    try (Picture picture = noise(20, 20)) {
      assertThatThrownBy(() -> FaceAligner.align(picture, collapsed, FaceTemplate.FFHQ, 64))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("not an invertible similarity");
    }
  }

  private static Consumer<Point> near(Point expected) {
    return point -> assertThat(point.distanceTo(expected)).isLessThan(1e-6);
  }

  private static SimilarityTransform around(double scale, double degrees) {
    double reach = SIDE / scale;
    return around(scale, degrees, new Point(reach * 0.7, reach * 0.75), SIDE);
  }

  /** Takes {@code centre} to the middle of the square. */
  private static SimilarityTransform around(double scale, double degrees, Point centre, int side) {
    double a = scale * Math.cos(Math.toRadians(degrees));
    double b = scale * Math.sin(Math.toRadians(degrees));
    double middle = (side - 1) / 2.0;
    return new SimilarityTransform(
        a,
        b,
        middle - (a * centre.x() - b * centre.y()),
        middle - (b * centre.x() + a * centre.y()));
  }

  private static Picture noise(int width, int height) {
    byte[] bytes = new byte[3 * width * height];
    new Random(17).nextBytes(bytes);
    Mat mat = new Mat(height, width, CV_8UC3);
    mat.data().put(bytes);
    return new Picture(mat);
  }

  /**
   * A Gaussian dot of this standard deviation on black, with room enough that its mirror image is
   * far.
   */
  private static Picture dot(Point centre, double sigma) {
    int width = (int) (centre.x() + 10 * sigma);
    int height = (int) (centre.y() + 10 * sigma);
    Mat mat = new Mat(height, width, CV_16UC1);
    try (UShortIndexer pixels = mat.createIndexer()) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double square = Math.pow(x - centre.x(), 2) + Math.pow(y - centre.y(), 2);
          pixels.put(y, x, (int) (60_000 * Math.exp(-square / (2 * sigma * sigma))));
        }
      }
    }
    return new Picture(mat);
  }

  private static Point centroid(Picture picture, Point target) {
    int reach = (int) (5 * DOT);
    int left = (int) target.x();
    int top = (int) target.y();
    double sum = 0;
    double x = 0;
    double y = 0;
    try (UShortIndexer pixels = picture.mat().createIndexer()) {
      for (int row = top - reach; row <= top + reach; row++) {
        for (int column = left - reach; column <= left + reach; column++) {
          int value = pixels.get(row, column);
          sum += value;
          x += value * (double) column;
          y += value * (double) row;
        }
      }
    }
    return new Point(x / sum, y / sum);
  }
}
